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

  private static final Object WAKE = new Object();

  private final DirectoryLock lock;
  private final DiskLog log;
  private final LogClient client;
  private final LongSupplier wallClock;
  private final LongSupplier nanoClock;
  private final Thread thread;
  private final LinkedBlockingQueue<Object> commands = new LinkedBlockingQueue<>();

  // Of the I/O thread.
  private final ArrayDeque<Payload> waiting = new ArrayDeque<>();
  private final ArrayList<Written> written = new ArrayList<>();
  private final LogEvents events = new Events();
  private final Object changed = new Object();
  private @Nullable String trouble;
  private boolean ended;
  private List<Rest> rests = List.of();

  /** Records that were appended and not told of yet. */
  private final AtomicInteger appending = new AtomicInteger();

  private volatile LogView view;
  private volatile boolean isBehind;

  /** Nobody takes commands any more. */
  private volatile boolean isOver;

  private record End(List<Rest> rests) {}

  private record Ended(long seq, Settlement end) {}

  private record Written(Payload payload, long seq) {}

  private SegmentLog(
      String name,
      DirectoryLock lock,
      DiskLog log,
      LogClient client,
      LongSupplier wallClock,
      LongSupplier nanoClock) {
    this.lock = lock;
    this.log = log;
    this.client = client;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.view = log.view();
    this.thread = new Thread(this::run, "sluice-log-" + name);
    thread.setDaemon(true);
  }

  /**
   * Takes possession of a directory that is there, and reads what it holds.
   *
   * @param wallClock milliseconds, for people
   * @param nanoClock monotonic
   */
  public static SegmentLog open(
      String name,
      Path directory,
      LogOptions options,
      LogClient client,
      LongSupplier wallClock,
      LongSupplier nanoClock)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      DiskLog log = DiskLog.open(new DiskFs(), directory, options, wallClock);
      return new SegmentLog(name, lock, log, client, wallClock, nanoClock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Items that were found missing when the log was opened; they are not in {@link #view}. */
  public long lostItems() {
    return log.recovered().lostItems();
  }

  /** Begins to work: records that were left are handed out at once. */
  public void start() {
    thread.start();
  }

  /** What the log held a moment ago. */
  public LogView view() {
    return view;
  }

  /** Whether a record would have to wait for room. */
  public boolean isFull() {
    return isBehind || view.full();
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
    commands.add(payload);
    if (isOver && commands.remove(payload)) bypass(payload);
  }

  private void bypass(Payload payload) {
    client.bypassed(payload);
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
          nextTick = nanoClock.getAsLong() + TICK_NANOS;
        }
        round();
      }
    } catch (RuntimeException fault) {
      LOG.error("the log in {} ended by a fault of the gateway", thread.getName(), fault);
      client.trouble("a fault of the gateway ended it: " + fault);
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
    if (command instanceof Payload payload) {
      waiting.addLast(payload);
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
    synchronized (changed) {
      view = log.view();
      changed.notifyAll();
    }
  }

  /** One group, one sync. False: what is left has to wait. */
  private boolean writeGroup() {
    String cause = null;
    try {
      long bytes = 0;
      while (!waiting.isEmpty() && bytes < GROUP_BYTES) {
        Payload payload = waiting.getFirst();
        written.add(new Written(payload, write(payload)));
        waiting.removeFirst();
        bytes += payload.length();
      }
    } catch (IOException e) {
      cause = String.valueOf(e.getMessage());
    }
    try {
      log.commit();
    } catch (IOException e) {
      cause = String.valueOf(e.getMessage());
    }
    tellWritten();
    tell(cause);
    if (cause != null && !waiting.isEmpty() && log.nextLength() < 0) {
      client.bypassed(waiting.removeFirst());
      appending.decrementAndGet();
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
        waiting.addFirst(written.remove(i).payload());
      }
    }
    for (Written record : written) {
      boolean next = !ended && log.cursor() == record.seq();
      if (client.stored(record.payload(), record.seq(), next) && next) log.skip(record.seq());
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
    List<Payload> left = new ArrayList<>(waiting);
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
