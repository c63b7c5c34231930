package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.sending.Backlog.Left;
import dev.sluice.sending.Backlog.Surroundings;
import dev.sluice.sending.storage.LogView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits on disk for one exporter: the log that it writes to, if it names a storage, and those
 * that its predecessors wrote to elsewhere, which it only empties. The oldest is read first, one at
 * a time, so that what is on disk goes in the order in which it came.
 *
 * <pre>
 *   before a reload:   [ log in A ] --> queue
 *   after it:          [ log in A ] --> queue        until A is empty and closed, then
 *        append -->    [ log in B ]                  [ log in B ] --> queue
 * </pre>
 *
 * <p>Nothing is copied from one log to another. The lock is held while files are opened. Any
 * thread.
 */
final class Backlogs implements Bound {
  /**
   * What closing one log may take. Long, since whoever comes next cannot open it before; at the end
   * of the process nobody waits for so long.
   */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable ComponentId storage;
  private final Branch branch;
  private final Settings settings;
  private final Consumer<Batch> queue;
  private final BooleanSupplier backendFails;
  private final BooleanSupplier queueHasRoom;
  private final KnownItems known;

  /** Where what comes is written; null: in memory alone. */
  private volatile @Nullable Backlog own;

  /** Those that are only emptied, the oldest first. */
  private final List<Backlog> older = new CopyOnWriteArrayList<>();

  /** Where this one's log is to be; null: it has none. */
  @GuardedBy("this")
  private @Nullable LogPlace place;

  /** Whose logs come here when it has ended; null: nobody's, or they have come. */
  @GuardedBy("this")
  private @Nullable Backlogs predecessor;

  /** There is one as soon as there may be a log. */
  @GuardedBy("this")
  private @Nullable Surroundings around;

  /** What stays in logs that nobody here opens, or opens again. */
  @GuardedBy("this")
  private final List<Left> left = new ArrayList<>(0);

  @GuardedBy("this")
  private @Nullable Thread emptier;

  @GuardedBy("this")
  private boolean closed;

  private volatile boolean begun;
  private volatile boolean paused;

  /**
   * @param storage the extension whose place it writes to; null: it only empties others
   * @param queue takes what is to be sent now
   * @param backendFails whether the backend did not take what it was sent last
   * @param queueHasRoom whether what is not this exporter's own log may be read
   */
  Backlogs(
      @Nullable ComponentId storage,
      Branch branch,
      Settings settings,
      Consumer<Batch> queue,
      BooleanSupplier backendFails,
      BooleanSupplier queueHasRoom) {
    this.storage = storage;
    this.branch = branch;
    this.settings = settings;
    this.queue = queue;
    this.backendFails = backendFails;
    this.queueHasRoom = queueHasRoom;
    this.known = settings.shared().get(KnownItems.class, KnownItems::new);
  }

  /** Whether what comes is written to disk, as configured. */
  boolean isDurable() {
    return storage != null;
  }

  /** Opens its log. */
  synchronized void start() throws StartException {
    begun = true;
    if (storage == null) return;
    place = LogPlace.of(storage, settings, branch.signal());
    own = Backlog.open(place, surroundings(), known, this::mayReadOwn);
  }

  /**
   * Prepares to come in the place of another: what can fail fails here. A directory that the other
   * has, or waits for, is opened when it has ended; nothing is read before that.
   */
  synchronized void startBeside(Backlogs other) throws StartException {
    predecessor = other;
    if (storage != null) place = LogPlace.of(storage, settings, branch.signal());
    // What is shown of logs has to be known before the change is made.
    if (place != null || other.holdsAny()) surroundings();
    if (place != null && !other.holds(place)) {
      own = Backlog.open(place, surroundings(), known, this::mayReadOwn);
    }
  }

  /** Whether there is a log, or comes one. */
  synchronized boolean holdsAny() {
    if (place != null || !older.isEmpty() || !left.isEmpty()) return true;
    return predecessor != null && predecessor.holdsAny();
  }

  /** Whether that log is open here, or is to be. */
  private synchronized boolean holds(LogPlace wanted) {
    if (place != null && place.isSameAs(wanted)) return true;
    if (older.stream().anyMatch(log -> log.place().isSameAs(wanted))) return true;
    if (left.stream().anyMatch(one -> one.place().isSameAs(wanted))) return true;
    return predecessor != null && predecessor.holds(wanted);
  }

  @GuardedBy("this")
  private Surroundings surroundings() {
    if (around == null) {
      var metrics = new StorageMetrics(settings, branch, this::ownView, this::views, this::fails);
      var report = new StorageReport(branch, settings, metrics);
      around = new Surroundings(branch, settings, metrics, report, queue);
    }
    return around;
  }

  /**
   * The predecessor has ended and left that.
   *
   * @param opens whether it goes on here; false: somebody else comes after this one
   * @param emptied called once the others' logs are empty, on a thread of its own; not at all if
   *     there are none
   */
  synchronized void begin(List<Left> others, boolean opens, Runnable emptied) {
    predecessor = null;
    if (closed || !opens) {
      left.addAll(others);
      return;
    }
    for (Left other : others) {
      if (place == null || !other.place().isSameAs(place)) empty(other);
    }
    if (place != null && own == null && !openOwn(place)) {
      // Whoever comes next may find it in order again.
      for (Left other : others) {
        if (other.place().isSameAs(place)) left.add(other);
      }
    }
    begun = true;
    if (older.isEmpty()) {
      wake(own);
    } else {
      var thread = new Thread(() -> emptyAll(emptied), name());
      emptier = thread;
      thread.setDaemon(true);
      thread.start();
    }
  }

  private String name() {
    return "sluice-empty-%s-%s".formatted(settings.id(), branch.signal().id());
  }

  @GuardedBy("this")
  private boolean openOwn(LogPlace here) {
    try {
      own = Backlog.open(here, surroundings(), known, this::mayReadOwn);
      return true;
    } catch (StartException e) {
      String instead = "what comes is kept in memory alone until a restart";
      surroundings().report().notOpened(here.directory(), e.getMessage(), instead);
      return false;
    }
  }

  @GuardedBy("this")
  private void empty(Left other) {
    LogPlace there = other.place();
    try {
      Backlog log = Backlog.open(there, surroundings(), known, () -> mayReadOlder(there));
      older.add(log);
      surroundings().report().empties(there.directory(), log.view().openItems());
    } catch (StartException e) {
      surroundings().report().notOpened(there.directory(), e.getMessage(), "what is there stays");
      left.add(other);
    }
  }

  private boolean mayReadOwn() {
    return begun && !paused && older.isEmpty();
  }

  private boolean mayReadOlder(LogPlace there) {
    if (!begun || paused || !queueHasRoom.getAsBoolean()) return false;
    for (Backlog first : older) return first.place().equals(there);
    return false;
  }

  private static void wake(@Nullable Backlog log) {
    if (log != null) log.wake();
  }

  /** One after the other, however long that takes; {@link #close} ends it. */
  private void emptyAll(Runnable emptied) {
    try {
      for (Backlog log : older) {
        log.wake();
        // Looked at often, and never interrupted: it must not go while it closes a log.
        while (!log.awaitDrained(LOOK_NANOS)) {
          if (isClosed()) return;
        }
        if (!isEmptied(log)) return;
      }
      wake(own);
      emptied.run();
    } catch (InterruptedException ignored) {
      // Nobody has leave to; what is not sent stays where it is.
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private boolean isEmptied(Backlog log) {
    if (isClosed()) return false;
    log.close(CLOSING.toNanos());
    synchronized (this) {
      older.remove(log);
      notifyAll();
      surroundings().report().emptied(log.place().directory());
      return !closed;
    }
  }

  /** Whether logs of others are not empty yet. */
  boolean isEmptying() {
    return !older.isEmpty();
  }

  /** Whether what comes has a log to be written to. */
  boolean takesWhatComes() {
    return own != null;
  }

  void append(Batch batch) {
    Backlog log = own;
    if (log == null) {
      queue.accept(batch);
    } else {
      log.append(batch);
    }
  }

  @Override
  public long storageFreeBytes() {
    Backlog log = own;
    return log == null ? Long.MAX_VALUE : log.freeBytes(backendFails);
  }

  @Override
  public long storageCapacityBytes() {
    Backlog log = own;
    return log == null ? Long.MAX_VALUE : log.capacityBytes();
  }

  private LogView ownView() {
    Backlog log = own;
    return log == null ? LogView.NONE : log.view();
  }

  private List<LogView> views() {
    var views = new ArrayList<LogView>();
    for (Backlog log : older) views.add(log.view());
    views.add(ownView());
    return views;
  }

  /** One that could not be opened fails as well; asked by whoever reads metrics. */
  private boolean fails() {
    Backlog log = own;
    return log == null ? storage != null && begun : log.isFailing();
  }

  /** Nothing more is read back: what is on disk may stay there. */
  synchronized void pause() {
    paused = true;
    notifyAll();
  }

  /** Waits until no disk holds anything that is not settled, or so long, or until a pause. */
  void awaitDrained(Deadline deadline) throws InterruptedException {
    awaitOlder(deadline);
    Backlog log = own;
    if (log == null) return;
    for (long nanos = deadline.remainingNanos(); nanos > 0; nanos = deadline.remainingNanos()) {
      if (paused || log.awaitDrained(Math.min(nanos, LOOK_NANOS))) return;
    }
  }

  private synchronized void awaitOlder(Deadline deadline) throws InterruptedException {
    for (long nanos = deadline.remainingNanos();
        nanos > 0 && !paused && !older.isEmpty();
        nanos = deadline.remainingNanos()) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
  }

  /** Closes all files; what is not settled stays, and the ledger knows it as queued. */
  void close() {
    Thread emptying;
    synchronized (this) {
      closed = true;
      emptying = emptier;
    }
    // It may be closing a log, which whoever comes next has to find closed.
    if (emptying != null) join(emptying);
    List<Backlog> logs;
    synchronized (this) {
      logs = new ArrayList<>(older);
      if (own != null) logs.add(own);
    }
    for (Backlog log : logs) {
      Left one = log.close(CLOSING.toNanos());
      if (one.items() == 0) continue;
      known.leave(one.place().directory(), one.queued());
      synchronized (this) {
        left.add(one);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, CLOSING.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What stays in logs that this one has closed, or has not opened; the oldest first. */
  synchronized List<Left> left() {
    return List.copyOf(left);
  }

  /** None of this was ever in force: what was found is for the ledger as if it had not been. */
  synchronized void forget() {
    for (Left one : left) {
      branch.account().leaveStored(known.take(one.place().directory()));
    }
  }

  /**
   * Nobody comes after this one: says what stays where the configuration does not look for it.
   *
   * @param dismissed whether that is so of its own log too
   */
  synchronized void sayWhatStays(boolean dismissed) {
    if (around == null) return;
    for (Left one : left) {
      boolean isOwn = place != null && one.place().isSameAs(place);
      if (dismissed || !isOwn) around.report().left(one.place().directory(), one.items());
    }
  }
}
