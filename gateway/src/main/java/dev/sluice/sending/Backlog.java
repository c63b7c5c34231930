package dev.sluice.sending;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Delivery;
import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.LogClient;
import dev.sluice.sending.storage.LogView;
import dev.sluice.sending.storage.Payload;
import dev.sluice.sending.storage.SegmentLog;
import dev.sluice.sending.storage.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One log on disk, between the pipeline and the queue. A batch is a record of the log before
 * anything else happens to it; from there a window of records is in memory, in order, and in the
 * queue. A record is settled in the log when its last item is, whatever ways its parts took.
 *
 * <pre>
 *   append --> log: write, sync --> room in the window? --yes--> lanes, queue, backend
 *                     |                      no                        |
 *                     +-- read back, when the window has room -->      +--> settle the record
 * </pre>
 *
 * <p>What cannot be written waits in memory in its order, and goes straight to the queue where
 * nothing older waits on disk, here or elsewhere. Any thread.
 */
final class Backlog implements LogClient {
  /** Larger batches become several records: they are read back one at a time. */
  private static final long MAX_RECORD_BYTES = 16L << 20;

  private final LogPlace place;
  private final Surroundings around;
  private final LongPredicate mayRead;
  private final RecordWindow window;

  /** Who waits for the end of records that are on disk alone, by the records' numbers. */
  private final Map<Long, List<Witness>> awaited = new ConcurrentHashMap<>();

  /** Null: it is closed. */
  private volatile @Nullable SegmentLog log;

  /**
   * What all logs of one exporter and signal have in common.
   *
   * @param queue takes what is to be sent now
   * @param mayGoPast whether what cannot be written may be sent before it is
   * @param company what the last that left a processor early might wait for, so that what is read
   *     from any of the logs is sent in batches as large; empty: none did
   */
  record Surroundings(
      Branch branch,
      Settings settings,
      StorageMetrics metrics,
      StorageReport report,
      Consumer<Batch> queue,
      BooleanSupplier mayGoPast,
      AtomicReference<Company> company) {}

  /**
   * What is left in a log that is not open.
   *
   * @param log its id; null: nobody knows it
   * @param items that wait there, some of which somebody may still have in memory
   * @param queued those of them that nobody has
   */
  record Left(LogPlace place, @Nullable UUID log, long items, long queued) {
    Left(LogPlace place, @Nullable UUID log) {
      this(place, log, 0, 0);
    }
  }

  private Backlog(LogPlace place, Surroundings around, LongPredicate mayRead) {
    this.place = place;
    this.around = around;
    this.mayRead = mayRead;
    this.window = new RecordWindow(around.branch(), place.options().mostInHand(), this::settle);
  }

  /**
   * Opens a log, or makes one; what is found there is queued from now on.
   *
   * @param known items in it that the ledger has as queued
   * @param mayRead whether records from that number on may be in memory; asked often
   */
  static Backlog open(LogPlace place, Surroundings around, KnownItems known, LongPredicate mayRead)
      throws StartException {
    try {
      Files.createDirectories(place.directory());
    } catch (IOException e) {
      throw new StartException("storage: %s".formatted(e.getMessage()), e);
    }
    return openThere(place, around, known, mayRead);
  }

  /** The same where there is a directory. */
  static Backlog openThere(
      LogPlace place, Surroundings around, KnownItems known, LongPredicate mayRead)
      throws StartException {
    var backlog = new Backlog(place, around, mayRead);
    try {
      SegmentLog opened = backlog.openLog();
      around.report().found(opened, known.take(place.directory()));
      backlog.log = opened;
      opened.start();
      return backlog;
    } catch (IOException e) {
      throw new StartException("storage: %s".formatted(e.getMessage()), e);
    }
  }

  private SegmentLog openLog() throws IOException {
    Settings settings = around.settings();
    return SegmentLog.open(
        "%s-%s".formatted(settings.id(), around.branch().signal().id()),
        place.fs(),
        place.directory(),
        place.options(),
        this,
        around.metrics(),
        settings.clock()::epochMillis,
        settings.clock()::nanoTime);
  }

  LogPlace place() {
    return place;
  }

  /** As it would be left now. */
  Left here() {
    SegmentLog open = log;
    return new Left(place, open == null ? null : open.id());
  }

  /** What was found when it was opened has lower numbers. */
  long firstNew() {
    SegmentLog open = log;
    return open == null ? FormerLog.ALL : open.firstNew();
  }

  /** Whether all records with lower numbers are settled. */
  boolean isDoneBelow(long seq) {
    SegmentLog open = log;
    // In this order: what it hands out is in the window first.
    return open == null || (open.position() >= seq && !window.holdsBelow(seq));
  }

  /** How much of it is in memory, counted in that way. */
  long inMemory(Sizer sizer) {
    return window.size(sizer);
  }

  LogView view() {
    SegmentLog open = log;
    return open == null ? LogView.NONE : open.view();
  }

  boolean isFailing() {
    SegmentLog open = log;
    return open != null && open.isFailing();
  }

  /**
   * Bytes that it would take; see {@link dev.sluice.data.Bound}.
   *
   * @param backendFails whether the backend did not take what it was sent last
   */
  long freeBytes(BooleanSupplier backendFails) {
    SegmentLog open = log;
    if (open == null) return Long.MAX_VALUE;
    return switch (place.options().whenFull()) {
      // Past a disk that takes nothing there is a way only where the backend takes what comes.
      case REFUSE -> open.isFailing() && backendFails.getAsBoolean() ? 0 : open.roomBytes();
      // The oldest goes for it, unless the disk takes nothing at all.
      case DROP_OLDEST -> open.isBehind() ? 0 : Long.MAX_VALUE;
      case BLOCK -> Long.MAX_VALUE;
    };
  }

  long capacityBytes() {
    SegmentLog open = log;
    if (open == null || place.options().whenFull() != WhenFull.REFUSE) return Long.MAX_VALUE;
    return open.capacityBytes();
  }

  void append(Batch batch) {
    SegmentLog open = log;
    if (open == null) {
      around.queue().accept(batch);
    } else if (batch.bytes() > MAX_RECORD_BYTES && batch.items() > 1) {
      batch.splitAt(batch.items() / 2).forEach(this::append);
    } else {
      if (batch.company() != null) around.company().set(batch.company());
      open.append(new StoredBatch(batch));
    }
  }

  @Override
  public boolean stored(Payload payload, long seq, boolean next) {
    Batch batch = ((StoredBatch) payload).batch;
    // Its room is given back first: what is kept takes its own.
    batch.stored();
    long bytes = batch.bytes();
    if (!next || room(seq) < bytes) {
      if (batch.isAwaited()) remember(seq, batch);
      return false;
    }
    RecordEnd end = window.enter(seq, batch.items(), bytes);
    Batch stored =
        batch.answeredBy(
            (old, items) -> Delivery.ofStored(around.branch(), items, 0, end.and(old.witness())));
    around.queue().accept(stored.with(mayWaitFor(batch.company())));
    return true;
  }

  /** What is behind the window on disk would never be what is waited for in it. */
  private @Nullable Company mayWaitFor(@Nullable Company wanted) {
    if (wanted == null || !window.isHalfFull()) return wanted;
    return wanted.until(around.settings().clock().nanoTime());
  }

  /** Somebody may wait to hear that it is delivered, though it is not in memory any more. */
  private void remember(long seq, Batch batch) {
    awaited.put(seq, batch.witnesses());
    batch.whenAnswered(() -> awaited.remove(seq));
  }

  private void settle(RecordEnd ended) {
    SegmentLog open = log;
    if (open != null) open.settle(ended.seq(), ended.settlement());
  }

  @Override
  public boolean mayGoPast() {
    return around.mayGoPast().getAsBoolean();
  }

  @Override
  public void bypassed(Payload payload) {
    around.queue().accept(((StoredBatch) payload).batch);
  }

  @Override
  public long room(long seq) {
    return mayRead.test(seq) ? window.room() : 0;
  }

  /** Looks anew whether records may be in memory. */
  void wake() {
    SegmentLog open = log;
    if (open != null) open.wake();
  }

  @Override
  public void read(StoredRecord record) {
    Branch branch = around.branch();
    RecordEnd end = window.enter(record.seq(), record.items(), record.payload().length());
    List<Witness> waiting = awaited.remove(record.seq());
    Iterator<Witness> others = waiting == null ? Collections.emptyIterator() : waiting.iterator();
    Batch batch =
        RecordBatch.of(
            branch.signal(),
            record,
            items -> {
              Witness other = others.hasNext() ? others.next() : Witness.NONE;
              return Delivery.ofStored(branch, items, 0, end.and(other));
            });
    if (batch == null) {
      around.report().noTelemetry(record.seq());
      Delivery.ofStored(branch, record.items(), 0, end)
          .settle(Outcome.DROPPED_CORRUPT, record.items());
    } else {
      // A small record was small for its sender's sake, who has his answer.
      around.queue().accept(batch.with(mayWaitFor(around.company().get())));
    }
  }

  @Override
  public void corrupt(int items) {
    around.report().corrupt(items);
  }

  @Override
  public void evicted(int items) {
    around.report().evicted(items);
  }

  @Override
  public void trouble(@Nullable String cause) {
    around.report().trouble(cause);
  }

  @Override
  public void broken(Throwable fault) {
    around.report().broken(fault);
  }

  /** Waits until the disk holds nothing that is not settled; false if that took too long. */
  boolean awaitDrained(long nanos) throws InterruptedException {
    SegmentLog open = log;
    return open == null || open.awaitDrained(nanos);
  }

  /**
   * Closes the files; what is not settled stays. Of a record of which a part was sent, the rest
   * stays, if all of that was left here. Closed before: nothing is left.
   */
  Left close(long nanos) {
    SegmentLog open;
    synchronized (this) {
      open = log;
      log = null;
    }
    if (open == null) return new Left(place, null);
    List<RecordEnd> inMemory = window.records();
    open.close(nanos, inMemory.stream().map(RecordEnd::rest).filter(Objects::nonNull).toList());
    window.close();
    long elsewhere = inMemory.stream().mapToLong(RecordEnd::itemsElsewhere).sum();
    long items = open.view().openItems();
    return new Left(place, open.id(), items, Math.max(0, items - elsewhere));
  }
}
