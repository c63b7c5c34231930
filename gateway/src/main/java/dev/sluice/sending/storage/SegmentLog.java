package dev.sluice.sending.storage;

import dev.sluice.sending.storage.GroupCommit.Appended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log on disk, and the one thread that touches its files. Records of many callers go to the disk
 * together: while one sync runs, the next group gathers. What cannot be written waits in its order
 * and is tried again; whoever appends bounds what may wait.
 *
 * <p>{@link #append}, {@link #settle} and {@link #wake} may be called by any thread and do not
 * block. The thread is never interrupted: that would close its files.
 */
public final class SegmentLog {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Five minutes. */
  private static final int STRAGGLER_TICKS = 300;

  private static final Object WAKE = new Object();

  private final DirectoryLock lock;
  private final DiskLog log;
  private final GroupCommit group;
  private final LogClient client;
  private final LogEvents events;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final LinkedBlockingQueue<Object> commands = new LinkedBlockingQueue<>();

  /** Notified when {@link #view} was replaced. */
  private final Object changed = new Object();

  // Of the I/O thread.
  private boolean ended;
  private List<Rest> rests = List.of();

  /** Written by the I/O thread. */
  private volatile LogView view;

  /** Written by the I/O thread. */
  private volatile long position;

  /** Nobody takes commands any more. Written by the I/O thread. */
  private volatile boolean isOver;

  private record End(List<Rest> rests) {}

  private record Ended(long seq, Settlement end) {}

  private SegmentLog(
      String name,
      DirectoryLock lock,
      DiskLog log,
      LogClient client,
      LogMeter meter,
      LongSupplier wallClock,
      LongSupplier nanoClock) {
    this.lock = lock;
    this.log = log;
    this.client = client;
    this.nanoClock = nanoClock;
    this.events = new Events(client);
    this.group = new GroupCommit(log, client, events, meter, wallClock, nanoClock);
    this.view = log.view();
    this.position = log.position();
    this.thread = new Thread(this::run, "sluice-log-" + name);
    thread.setDaemon(true);
  }

  /**
   * Takes possession of a directory that is there, and reads what it holds.
   *
   * @param fs where the files are
   * @param wallClock milliseconds, for people
   * @param nanoClock monotonic
   */
  public static SegmentLog open(
      String name,
      Fs fs,
      Path directory,
      LogOptions options,
      LogClient client,
      LogMeter meter,
      LongSupplier wallClock,
      LongSupplier nanoClock)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      var timed = new TimedFs(fs, nanoClock, meter::synced);
      DiskLog log = DiskLog.open(timed, directory, options, wallClock);
      return new SegmentLog(name, lock, log, client, meter, wallClock, nanoClock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Items that were found missing when the log was opened; they are not in {@link #view}. */
  public long lostItems() {
    return log.recovered().lostItems();
  }

  /** Records that were found missing then; of those before the first file that is left, one. */
  public long lostRecords() {
    return log.recovered().lostRecords();
  }

  /** Its id, which all its files have. */
  public UUID id() {
    return log.recovered().log();
  }

  /** All that was found when it was opened has lower numbers, all that is appended others. */
  public long firstNew() {
    return log.recovered().nextSeq();
  }

  /** Records with lower numbers had been handed out, or settled, a moment ago. */
  public long position() {
    return position;
  }

  /** Begins to work: records that were left are handed out at once. */
  public void start() {
    thread.start();
  }

  /** What the log held a moment ago. */
  public LogView view() {
    return view;
  }

  /**
   * Bytes of payloads that it would take now, with all that is on its way to it. It falls before a
   * client is told that something is stored. Nothing while something waits that cannot be written;
   * little while {@link #isFailing}.
   */
  public long roomBytes() {
    return isOver ? 0 : group.roomBytes();
  }

  /** The same of an empty log. */
  public long capacityBytes() {
    return log.capacityBytes();
  }

  /** Whether the last record could not be written, and no attempt has succeeded since. */
  public boolean isFailing() {
    return group.isFailing();
  }

  /** Whether something could not be written and waits. */
  public boolean isBehind() {
    return group.isBehind();
  }

  /** Waits until nothing is in the log that is not settled; false if that took too long. */
  public boolean awaitDrained(long nanos) throws InterruptedException {
    long end = nanoClock.getAsLong() + nanos;
    synchronized (changed) {
      while (!group.isDone() || view.openRecords() > 0) {
        long left = end - nanoClock.getAsLong();
        if (left <= 0) return false;
        TimeUnit.NANOSECONDS.timedWait(changed, left);
      }
    }
    return true;
  }

  /** Appends a record. The client is told when it is on the disk, or that it never will be. */
  public void append(Payload payload) {
    Appended appended = group.announce(payload);
    commands.add(appended);
    if (isOver && commands.remove(appended)) group.bypass(appended);
  }

  /** Says how a record ended. */
  public void settle(long seq, Settlement end) {
    commands.add(new Ended(seq, end));
  }

  /** The client has room again. */
  public void wake() {
    commands.add(WAKE);
  }

  /**
   * Writes what was appended and settled, closes the files, and gives the directory back.
   *
   * @param rests what is left of records that are settled in part; the others are whole
   */
  public void close(long nanos, List<Rest> rests) {
    commands.add(new End(rests));
    try {
      if (thread.getState() == Thread.State.NEW) {
        run();
      } else {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, nanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long nextTick = nanoClock.getAsLong() + TICK_NANOS;
    try {
      while (!ended) {
        take(Math.max(0, nextTick - nanoClock.getAsLong()));
        if (nanoClock.getAsLong() - nextTick >= 0) {
          log.tick();
          log.moveStragglers(STRAGGLER_TICKS);
          group.probe();
          nextTick = nanoClock.getAsLong() + TICK_NANOS;
        }
        round();
      }
    } catch (RuntimeException | Error fault) {
      LOG.error("the log in {} ended by a fault of the gateway", thread.getName(), fault);
      client.broken(fault);
    } finally {
      close();
    }
  }

  private void take(long nanos) {
    try {
      Object first = commands.poll(nanos, TimeUnit.NANOSECONDS);
      if (first != null) accept(first);
    } catch (InterruptedException ignored) {
      // Nobody has leave to interrupt this thread, and End ends it.
    }
    for (Object next = commands.poll(); next != null; next = commands.poll()) accept(next);
  }

  private void accept(Object command) {
    if (command instanceof Appended appended) {
      group.add(appended);
    } else if (command instanceof Ended end) {
      log.settle(end.seq(), end.end());
    } else if (command instanceof End end) {
      rests = end.rests();
      ended = true;
    }
  }

  private void round() {
    log.flushEnds();
    group.writeAll(!ended);
    if (!ended) feed();
    position = log.position();
    group.lookForRoom();
    synchronized (changed) {
      view = log.view();
      changed.notifyAll();
    }
  }

  private void feed() {
    while (true) {
      int length = log.nextLength();
      if (length < 0 || client.room(log.cursor()) < length) return;
      StoredRecord record = log.next(events);
      if (record != null) client.read(record);
    }
  }

  private void close() {
    isOver = true;
    for (Object next = commands.poll(); next != null; next = commands.poll()) accept(next);
    group.bypassAll();
    keepRests();
    try {
      log.close();
    } catch (IOException e) {
      LOG.error("{} could not be closed in order: {}", thread.getName(), e.getMessage());
    }
    try {
      lock.close();
    } catch (IOException ignored) {
      // The lock goes with the process.
    }
    view = log.view();
  }

  private void keepRests() {
    try {
      log.keepRests(rests);
    } catch (IOException e) {
      LOG.warn(
          "{}: {} records that were sent in part will be sent again whole: {}",
          thread.getName(),
          rests.size(),
          e.getMessage());
    }
  }

  private record Events(LogClient client) implements LogEvents {
    @Override
    public void corrupt(long seq, int items) {
      client.corrupt(items);
    }

    @Override
    public void evicted(long seq, int items) {
      client.evicted(items);
    }
  }
}
