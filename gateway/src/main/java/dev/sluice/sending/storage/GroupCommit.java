package dev.sluice.sending.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was appended, in its order and many records with one sync, and tells the client what
 * is on the disk. What cannot be written waits and is tried again; where nothing older is on the
 * disk, it goes past it. Belongs to the log's I/O thread, but for what is said to be for any.
 */
final class GroupCommit {
  private static final int GROUP_BYTES = 4 << 20;

  /**
   * What may be on its way while the disk takes nothing: enough to try it, and to go on at a good
   * rate past it where the backend takes what comes.
   */
  private static final long PROBE_BYTES = 1 << 20;

  private final DiskLog log;
  private final LogClient client;
  private final LogEvents events;
  private final LogMeter meter;
  private final LongSupplier wallClock;
  private final LongSupplier nanoClock;

  private final ArrayDeque<Appended> waiting = new ArrayDeque<>();

  /** Of the group that is being written, in the order of their numbers. */
  private final ArrayList<Written> written = new ArrayList<>();

  /** Records that were appended and not told of yet. */
  private final AtomicInteger appending = new AtomicInteger();

  /** Why the last group could not be written; null: it was. Written by the I/O thread. */
  private volatile @Nullable String trouble;

  /** Something could not be written and waits. Written by the I/O thread. */
  private volatile boolean isBehind;

  /** Written by the I/O thread. */
  private volatile long roomBytes;

  /** A record on its way to the disk. */
  record Appended(Payload payload, long sinceNanos) {}

  private record Written(Appended appended, long seq) {}

  GroupCommit(
      DiskLog log,
      LogClient client,
      LogEvents events,
      LogMeter meter,
      LongSupplier wallClock,
      LongSupplier nanoClock) {
    this.log = log;
    this.client = client;
    this.events = events;
    this.meter = meter;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.roomBytes = log.roomBytes();
  }

  /** A record comes: it counts as appending until the client is told of it. Any thread. */
  Appended announce(Payload payload) {
    appending.incrementAndGet();
    return new Appended(payload, nanoClock.getAsLong());
  }

  /** Gives a record back that will not be written. Any thread. */
  void bypass(Appended appended) {
    client.bypassed(appended.payload());
    appending.decrementAndGet();
  }

  /** Whether the client has been told of all that was announced. Any thread. */
  boolean isDone() {
    return appending.get() == 0;
  }

  /** As {@link SegmentLog#roomBytes}. Any thread. */
  long roomBytes() {
    if (isBehind) return 0;
    return isFailing() ? Math.min(roomBytes, PROBE_BYTES) : roomBytes;
  }

  /**
   * Whether the last group could not be written, and no attempt has succeeded since. Any thread.
   */
  boolean isFailing() {
    return trouble != null;
  }

  /** Whether something could not be written and waits. Any thread. */
  boolean isBehind() {
    return isBehind;
  }

  /** Takes a record that was announced; it waits for {@link #writeAll}. */
  void add(Appended appended) {
    waiting.addLast(appended);
  }

  /**
   * Writes all that waits, or as much as the disk takes.
   *
   * @param handsOn whether the client may go on with a record that it still has in memory
   */
  void writeAll(boolean handsOn) {
    boolean goesOn = true;
    while (goesOn && !waiting.isEmpty()) goesOn = writeGroup(handsOn);
    isBehind = !waiting.isEmpty();
  }

  /** One group, one sync. False: what is left has to wait. */
  private boolean writeGroup(boolean handsOn) {
    long since = nanoClock.getAsLong();
    String cause = fill();
    try {
      log.commit();
      meter.committed(nanoClock.getAsLong() - since);
    } catch (IOException e) {
      cause = String.valueOf(e.getMessage());
    }
    // It falls before anybody is told that something is stored.
    lookForRoom();
    putBack();
    tellStored(handsOn);
    // The first failure may have been of one file: the next attempt is made in another.
    boolean isFirst = trouble == null;
    tell(cause);
    if (cause != null && isFirst) return true;
    if (cause != null && !waiting.isEmpty() && log.nextLength() < 0 && client.mayGoPast()) {
      bypass(waiting.removeFirst());
      return true;
    }
    return cause == null;
  }

  /** Writes the first of those that wait. Returns why that ended early; null: it did not. */
  private @Nullable String fill() {
    try {
      long bytes = 0;
      while (!waiting.isEmpty() && bytes < GROUP_BYTES) {
        Appended next = waiting.getFirst();
        written.add(new Written(next, write(next.payload())));
        waiting.removeFirst();
        bytes += next.payload().length();
      }
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
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
  private void putBack() {
    for (int i = written.size() - 1; i >= 0; i--) {
      if (written.get(i).seq() >= log.committedSeq()) {
        waiting.addFirst(written.remove(i).appended());
      }
    }
  }

  private void tellStored(boolean handsOn) {
    long now = nanoClock.getAsLong();
    for (Written record : written) {
      meter.persisted(now - record.appended().sinceNanos());
      boolean next = handsOn && log.cursor() == record.seq();
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

  /** After a failure, when nothing waits that would show it: whether the disk takes data again. */
  void probe() {
    if (isFailing() && waiting.isEmpty() && log.takesData()) tell(null);
  }

  /** Notes how much the log would take now. */
  void lookForRoom() {
    roomBytes = log.roomBytes();
  }

  /** Gives back what waits. */
  void bypassAll() {
    List<Appended> left = new ArrayList<>(waiting);
    waiting.clear();
    left.forEach(this::bypass);
  }
}
