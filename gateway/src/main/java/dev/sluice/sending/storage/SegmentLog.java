package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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

  private static final int GROUP_BYTES = 4 << 20;

  /**
   * What may be on its way while the disk takes nothing: enough to try it, and to go on at a good
   * rate past it where the backend takes what comes.
   */
  private static final long PROBE_BYTES = 1 << 20;

  private static final Object WAKE = new Object();

  private final DirectoryLock lock;
  private final DiskLog log;
  private final LogClient client;
  private final LogMeter meter;
  private final LongSupplier wallClock;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final LinkedBlockingQueue<Object> commands = new LinkedBlockingQueue<>();

  // Of the I/O thread.
  private final ArrayDeque<Appended> waiting = new ArrayDeque<>();
  private final ArrayList<Written> written = new ArrayList<>();
  private final LogEvents events = new Events();
  private final Object changed = new Object();

  /** Why the last group could not be written; null: it was. */
  private volatile @Nullable String trouble;

  private boolean ended;
  private List<Rest> rests = List.of();

  /** Records that were appended and not told of yet. */
  private final AtomicInteger appending = new AtomicInteger();

  private volatile LogView view;
  private volatile long roomBytes;

  /** Something could not be written and waits. */
  private volatile boolean isBehind;

  /** Nobody takes commands any more. */
  private volatile boolean isOver;

  private record End(List<Rest> rests) {}

  private record Ended(long seq, Settlement end) {}

  private record Appended(Payload payload, long sinceNanos) {}

  private record Written(Appended appended, long seq) {}

  private SegmentLog(
      String name,
      DirectoryLock lock,
      DiskLog log,
      LogClient client,
      LogMeter meter,
      LongSupplier wallClock,
      LongSupplier nanoClock) {
    this.meter = meter;
    this.lock = lock;
    this.log = log;
    this.client = client;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.view = log.view();
    this.roomBytes = log.roomBytes();
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
    if (isBehind || isOver) return 0;
    return trouble == null ? roomBytes : Math.min(roomBytes, PROBE_BYTES);
  }

  /** The same of an empty log. */
  public long capacityBytes() {
    return log.capacityBytes();
  }

  /** Whether the last record could not be written, and no attempt has succeeded since. */
  public boolean isFailing() {
    return trouble != null;
  }

  /** Whether something could not be written and waits. */
  public boolean isBehind() {
    return isBehind;
  }

  /** Waits until nothing is in the log that is not settled; false if that took too long. */
  public boolean awaitDrained(long nanos) throws InterruptedException {
    long end = nanoClock.getAsLong() + nanos;
    synchronized (changed) {
      while (appending.get() > 0 || view.openRecords() > 0) {
        long left = end - nanoClock.getAsLong();
        if (left <= 0) return false;
        TimeUnit.NANOSECONDS.timedWait(changed, left);
      }
    }
    return true;
  }

  /** Appends a record. The client is told when it is on the disk, or that it never will be. */
  public void append(Payload payload) {
    appending.incrementAndGet();
    var appended = new Appended(payload, nanoClock.getAsLong());
    commands.add(appended);
    if (isOver && commands.remove(appended)) bypass(appended);
  }

  private void bypass(Appended appended) {
    client.bypassed(appended.payload());
    appending.decrementAndGet();
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
          if (trouble != null && waiting.isEmpty() && log.takesData()) tell(null);
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
      waiting.addLast(appended);
    } else if (command instanceof Ended end) {
      log.settle(end.seq(), end.end());
    } else if (command instanceof End end) {
      rests = end.rests();
      ended = true;
    }
  }

  private void round() {
    log.flushEnds();
    boolean goesOn = true;
    while (goesOn && !waiting.isEmpty()) goesOn = writeGroup();
    isBehind = !waiting.isEmpty();
    if (!ended) feed();
    roomBytes = log.roomBytes();
    synchronized (changed) {
      view = log.view();
      changed.notifyAll();
    }
  }

  /** One group, one sync. False: what is left has to wait. */
  private boolean writeGroup() {
    String cause = null;
    long since = nanoClock.getAsLong();
    try {
      long bytes = 0;
      while (!waiting.isEmpty() && bytes < GROUP_BYTES) {
        Appended next = waiting.getFirst();
        written.add(new Written(next, write(next.payload())));
        waiting.removeFirst();
        bytes += next.payload().length();
      }
    } catch (IOException e) {
      cause = String.valueOf(e.getMessage());
    }
    try {
      log.commit();
      meter.committed(nanoClock.getAsLong() - since);
    } catch (IOException e) {
      cause = String.valueOf(e.getMessage());
    }
    roomBytes = log.roomBytes();
    tellWritten();
    // The first failure may have been of one file: the next attempt is made in another.
    boolean isFirst = trouble == null;
    tell(cause);
    if (cause != null && isFirst) return true;
    if (cause != null && !waiting.isEmpty() && log.nextLength() < 0) {
      bypass(waiting.removeFirst());
      return true;
    }
    return cause == null;
  }

  private long write(Payload payload) throws IOException {
    long now = wallClock.getAsLong();
    try {
      return log.write(payload, now, false);
    } catch (LogFullException full) {
      if (!log.evicts()) throw full;
      log.evictFor(payload.length(), events);
      return log.write(payload, now, false);
    }
  }

  /** Those that did not reach the disk go back to where they waited, in their order. */
  private void tellWritten() {
    for (int i = written.size() - 1; i >= 0; i--) {
      if (written.get(i).seq() >= log.committedSeq()) {
        waiting.addFirst(written.remove(i).appended());
      }
    }
    long now = nanoClock.getAsLong();
    for (Written record : written) {
      meter.persisted(now - record.appended().sinceNanos());
      boolean next = !ended && log.cursor() == record.seq();
      boolean kept = client.stored(record.appended().payload(), record.seq(), next);
      if (kept && next) log.skip(record.seq());
    }
    appending.addAndGet(-written.size());
    written.clear();
  }

  private void tell(@Nullable String cause) {
    if (Objects.equals(trouble, cause)) return;
    boolean changed = (trouble == null) != (cause == null);
    trouble = cause;
    if (changed) client.trouble(cause);
  }

  private void feed() {
    while (true) {
      int length = log.nextLength();
      if (length < 0 || client.room() < length) return;
      StoredRecord record = log.next(events);
      if (record != null) client.read(record);
    }
  }

  private void close() {
    isOver = true;
    for (Object next = commands.poll(); next != null; next = commands.poll()) accept(next);
    List<Appended> left = new ArrayList<>(waiting);
    waiting.clear();
    left.forEach(this::bypass);
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

  private final class Events implements LogEvents {
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
