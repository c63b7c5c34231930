package dev.sluice.sending;

import dev.sluice.component.Deadline;
import dev.sluice.component.Fitness;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.data.Delivery;
import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.LogClient;
import dev.sluice.sending.storage.LogOptions;
import dev.sluice.sending.storage.LogView;
import dev.sluice.sending.storage.Payload;
import dev.sluice.sending.storage.SegmentLog;
import dev.sluice.sending.storage.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits on disk, between the pipeline and the queue. A batch is a record of the log before
 * anything else happens to it; from there a window of records is in memory, in order, and in the
 * queue. A record is settled in the log when its last item is, whatever ways its parts took.
 *
 * <pre>
 *   consume --> log: append, sync --> room in the window? --yes--> lanes, queue, backend
 *                     |                      no                        |
 *                     +-- read back, when the window has room -->      +--> settle the record
 * </pre>
 *
 * <p>Memory holds the window; what is behind it is on disk alone. What cannot be written waits in
 * memory in its order, and goes straight to the queue where nothing older waits on disk.
 */
final class Backlog implements LogClient, Bound {
  private static final Logger LOG = LoggerFactory.getLogger(SendingExporter.class);

  /** Larger batches become several records: they are read back one at a time. */
  private static final long MAX_RECORD_BYTES = 16L << 20;

  private static final long MAX_WINDOW_BYTES = 64L << 20;

  private final String name;
  private final Branch branch;
  private final ComponentId storage;
  private final Settings settings;
  private final Consumer<Batch> queue;
  private final BooleanSupplier backendFails;
  private final StorageMetrics metrics;

  /** What of it is in memory at most. */
  private volatile long windowBytes;

  private final AtomicLong inWindow = new AtomicLong();

  /** The records that are in memory. */
  private final Set<RecordEnd> window = ConcurrentHashMap.newKeySet();

  /** Who waits for the end of records that are on disk alone, by the records' numbers. */
  private final Map<Long, List<Witness>> awaited = new ConcurrentHashMap<>();

  private volatile @Nullable SegmentLog log;
  private volatile WhenFull whenFull = WhenFull.REFUSE;
  private volatile boolean paused;

  private Backlog(
      Branch branch,
      ComponentId storage,
      Settings settings,
      Consumer<Batch> queue,
      BooleanSupplier backendFails) {
    this.backendFails = backendFails;
    this.branch = branch;
    this.storage = storage;
    this.settings = settings;
    this.queue = queue;
    this.name = "%s-%s".formatted(settings.id(), branch.signal().id());
    this.windowBytes = Math.min(MAX_WINDOW_BYTES, Math.max(1, branch.capacityBytes() / 2));
    this.metrics = new StorageMetrics(settings, branch, this::view, this::isFailing);
  }

  /**
   * The backlog of an exporter that names a storage; null if it names none.
   *
   * @param queue takes what is to be sent now
   * @param backendFails whether the backend did not take what it was sent last
   */
  static @Nullable Backlog of(
      @Nullable ComponentId storage,
      Branch branch,
      Settings settings,
      Consumer<Batch> queue,
      BooleanSupplier backendFails) {
    return storage == null ? null : new Backlog(branch, storage, settings, queue, backendFails);
  }

  private LogView view() {
    SegmentLog open = log;
    return open == null ? LogView.NONE : open.view();
  }

  private boolean isFailing() {
    SegmentLog open = log;
    return open != null && open.isFailing();
  }

  /** Whether {@link #takeOver} will find a storage; nothing may be appended before that. */
  void check() throws StartException {
    var unused = place();
  }

  /**
   * As {@link #start}, now that somebody else has closed the directory.
   *
   * @param queued items in it that the ledger knows as queued, and nobody has in memory
   */
  void takeOver(long queued) {
    try {
      start(queued);
    } catch (StartException e) {
      LOG.error(
          "exporter '{}': {}; what comes is kept in memory alone until a restart",
          branch.exporter(),
          e.getMessage());
    }
  }

  /** Opens the directory; what is found there is queued from now on. */
  void start() throws StartException {
    start(0);
  }

  private Storage place() throws StartException {
    Storage place = settings.shared().find(Storage.class, storage.toString());
    if (place != null) return place;
    throw new StartException(
        "sending_queue::storage is '%s', which is not listed in service::extensions"
            .formatted(storage));
  }

  private void start(long queued) throws StartException {
    Storage place = place();
    whenFull = place.whenFull();
    Path directory =
        StoredQueue.directory(place.directory(), settings.id().toString(), branch.signal());
    var options =
        LogOptions.of(place.fsync(), place.maxBytes(), place.minFreeBytes(), place.whenFull());
    windowBytes = Math.min(windowBytes, options.mostInHand());
    // The extension may lend more than a place.
    Fs fs = settings.shared().find(Fs.class, storage.toString());
    try {
      Files.createDirectories(directory);
      SegmentLog opened =
          SegmentLog.open(
              name,
              fs == null ? Fs.disk() : fs,
              directory,
              options,
              this,
              metrics,
              settings.clock()::epochMillis,
              settings.clock()::nanoTime);
      found(opened, queued);
      log = opened;
      opened.start();
    } catch (IOException e) {
      throw new StartException("storage: %s".formatted(e.getMessage()), e);
    }
  }

  private void found(SegmentLog opened, long queued) {
    long items = opened.view().openItems();
    long lost = opened.lostItems();
    branch.account().recover(Math.max(0, items + lost - queued));
    if (items > queued) {
      LOG.info(
          "exporter '{}': {} found on disk, to be sent",
          branch.exporter(),
          branch.signal().count(items - queued));
    }
    if (lost > 0) {
      metrics.corrupt(opened.lostRecords());
      lose(Outcome.DROPPED_CORRUPT, lost, "found missing in the storage, which was damaged");
    }
  }

  @Override
  public long storageFreeBytes() {
    SegmentLog open = log;
    if (open == null) return Long.MAX_VALUE;
    return switch (whenFull) {
      // Past a disk that takes nothing there is a way only where the backend takes what comes.
      case REFUSE -> open.isFailing() && backendFails.getAsBoolean() ? 0 : open.roomBytes();
      // The oldest goes for it, unless the disk takes nothing at all.
      case DROP_OLDEST -> open.isBehind() ? 0 : Long.MAX_VALUE;
      case BLOCK -> Long.MAX_VALUE;
    };
  }

  @Override
  public long storageCapacityBytes() {
    SegmentLog open = log;
    return open == null || whenFull != WhenFull.REFUSE ? Long.MAX_VALUE : open.capacityBytes();
  }

  void append(Batch batch) {
    SegmentLog open = log;
    if (open == null) {
      queue.accept(batch);
    } else if (batch.bytes() > MAX_RECORD_BYTES && batch.items() > 1) {
      batch.splitAt(batch.items() / 2).forEach(this::append);
    } else {
      open.append(new StoredBatch(batch));
    }
  }

  @Override
  public boolean stored(Payload payload, long seq, boolean next) {
    Batch batch = ((StoredBatch) payload).batch;
    // Its room is given back first: what is kept takes its own.
    batch.stored();
    long bytes = batch.bytes();
    if (!next || room() < bytes) {
      if (batch.isAwaited()) remember(seq, batch);
      return false;
    }
    RecordEnd end = enter(seq, batch.items(), bytes);
    queue.accept(
        batch.answeredBy(
            (old, items) -> Delivery.ofStored(branch, items, 0, end.and(old.witness()))));
    return true;
  }

  /** Somebody may wait to hear that it is delivered, though it is not in memory any more. */
  private void remember(long seq, Batch batch) {
    awaited.put(seq, batch.witnesses());
    batch.whenAnswered(() -> awaited.remove(seq));
  }

  /** Takes a place in the window, which ends with the record. */
  private RecordEnd enter(long seq, int items, long bytes) {
    inWindow.addAndGet(bytes);
    long reserved = branch.tryReserveMemory(bytes) ? bytes : 0;
    var end =
        new RecordEnd(
            seq,
            items,
            ended -> {
              window.remove(ended);
              inWindow.addAndGet(-bytes);
              branch.releaseMemory(reserved);
              SegmentLog open = log;
              if (open != null) open.settle(seq, ended.settlement());
            });
    window.add(end);
    return end;
  }

  /** That part of a record is not sent by this process. */
  void leave(Witness witness, Batch part) {
    RecordEnd record = RecordEnd.of(witness);
    if (record != null) record.leave(part);
  }

  @Override
  public void bypassed(Payload payload) {
    queue.accept(((StoredBatch) payload).batch);
  }

  @Override
  public long room() {
    if (paused) return 0;
    long taken = inWindow.get();
    // One record is always taken, however large: otherwise it would be there for ever.
    return taken == 0 ? Long.MAX_VALUE : windowBytes - taken;
  }

  @Override
  public void read(StoredRecord record) {
    RecordEnd end = enter(record.seq(), record.items(), record.payload().length());
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
      metrics.corrupt(1);
      LOG.error("exporter '{}': record {} is no telemetry", branch.exporter(), record.seq());
      Delivery.ofStored(branch, record.items(), 0, end)
          .settle(Outcome.DROPPED_CORRUPT, record.items());
    } else {
      queue.accept(batch);
    }
  }

  @Override
  public void corrupt(int items) {
    metrics.corrupt(1);
    lose(Outcome.DROPPED_CORRUPT, items, "could not be read back: the storage is damaged");
  }

  @Override
  public void evicted(int items) {
    lose(
        Outcome.DROPPED_EVICTED,
        items,
        "dropped, since the storage is full and when_full is drop_oldest");
  }

  private void lose(Outcome outcome, long items, String why) {
    LOG.error("exporter '{}': {} {}", branch.exporter(), branch.signal().count(items), why);
    for (long left = items; left > 0; left -= Integer.MAX_VALUE) {
      int part = (int) Math.min(left, Integer.MAX_VALUE);
      Delivery.ofStored(branch, part, 0, Witness.NONE).settle(outcome, part);
    }
  }

  @Override
  public void trouble(@Nullable String cause) {
    if (cause == null) {
      LOG.info("exporter '{}': the storage takes data again", branch.exporter());
    } else {
      LOG.error(
          "exporter '{}': the storage takes no more data: {}; what comes is refused, what is there is sent",
          branch.exporter(),
          cause);
    }
  }

  @Override
  public void broken(Throwable fault) {
    String what =
        "exporter '%s': the thread of its storage ended by a fault of the gateway: %s"
            .formatted(branch.exporter(), fault);
    LOG.error("{}; nothing more is taken or read back until a restart", what);
    settings.shared().get(Fitness.class, Fitness::new).lost(what);
  }

  /** Nothing more is read back: the process ends, and what is on disk may stay there. */
  void pause() {
    paused = true;
  }

  /** Waits until the disk holds nothing that is not settled, or so long. */
  void awaitDrained(Deadline deadline) throws InterruptedException {
    SegmentLog open = log;
    if (open != null && !paused) open.awaitDrained(deadline.remainingNanos());
  }

  /**
   * Closes the files; what is not settled stays. Of a record of which a part was sent, the rest
   * stays, if all of that was left here.
   *
   * @return items on disk that nobody has in memory any more; less than 0: there were no files
   */
  long close(long nanos) {
    SegmentLog open;
    synchronized (this) {
      open = log;
      log = null;
    }
    if (open == null) return -1;
    List<RecordEnd> records = List.copyOf(window);
    open.close(nanos, records.stream().map(RecordEnd::rest).filter(Objects::nonNull).toList());
    long elsewhere = records.stream().mapToLong(RecordEnd::itemsElsewhere).sum();
    return Math.max(0, open.view().openItems() - elsewhere);
  }
}
