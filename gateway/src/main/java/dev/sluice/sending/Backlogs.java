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
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.LogView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits on disk for one exporter: the log that it writes to, if it names a storage, and those
 * that its predecessors wrote to elsewhere, which it only empties ({@link OlderLogs}). What is on
 * disk goes in the order in which it came.
 *
 * <pre>
 *   before a reload:   [ log in A ] --> queue
 *   after it:          [ log in A ] --> queue        until A is empty and closed, then
 *        append -->    [ log in B ]                  [ log in B ] --> queue
 *                        says: A goes first            says nothing
 * </pre>
 *
 * <p>Nothing is copied from one log to another. That A goes first is noted in B before anything
 * comes to B ({@link FormerPlaces}), so that a start after a kill knows it too. The lock is held
 * while files are opened. Any thread.
 */
final class Backlogs implements Bound {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable ComponentId storage;
  private final Branch branch;
  private final Settings settings;
  private final Consumer<Batch> queue;
  private final BooleanSupplier backendFails;
  private final Predicate<Backlog> mayReadOlder;
  private final boolean keepsOrder;
  private final KnownItems known;
  private final FormerPlaces formerPlaces;

  /** Where what comes is written; null: it has none. */
  private volatile @Nullable OwnLog own;

  /** There are some as soon as there may be a log. */
  private volatile @Nullable OlderLogs older;

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
  private boolean closed;

  /** What is to be done once the others' logs are empty. */
  private volatile Runnable whenEmptied = () -> {};

  private volatile boolean begun;
  private volatile boolean paused;

  /**
   * @param storage the extension whose place it writes to; null: it only empties others
   * @param queue takes what is to be sent now
   * @param backendFails whether the backend did not take what it was sent last
   * @param mayReadOlder whether more may be in memory of a log that is not this exporter's own
   * @param keepsOrder whether what is new must not overtake what is on disk
   */
  Backlogs(
      @Nullable ComponentId storage,
      Branch branch,
      Settings settings,
      Consumer<Batch> queue,
      BooleanSupplier backendFails,
      Predicate<Backlog> mayReadOlder,
      boolean keepsOrder) {
    this.storage = storage;
    this.branch = branch;
    this.settings = settings;
    this.queue = queue;
    this.backendFails = backendFails;
    this.mayReadOlder = mayReadOlder;
    this.keepsOrder = keepsOrder;
    this.known = settings.shared().get(KnownItems.class, KnownItems::new);
    this.formerPlaces = settings.shared().get(FormerPlaces.class, FormerPlaces::new);
  }

  /** Whether what comes is written to disk, as configured. */
  boolean isDurable() {
    return storage != null;
  }

  /** Opens its log, and those that go before it. */
  synchronized void start() throws StartException {
    OwnLog mine = makeOwn();
    if (mine != null) mine.open();
    begin(List.of(), true, () -> {});
  }

  /**
   * Prepares to come in the place of another: what can fail fails here. A directory that the other
   * has, or waits for, is opened when it has ended; nothing is read before that.
   */
  synchronized void startBeside(Backlogs other) throws StartException {
    predecessor = other;
    List<Left> before = other.places();
    // What is shown of logs has to be known before the change is made.
    if (storage != null || !before.isEmpty()) surroundings();
    OwnLog mine = makeOwn();
    if (mine == null) return;
    if (!before.removeIf(one -> one.place().isSameAs(mine.place()))) mine.open();
    mine.note(before);
  }

  /** Null: it has none. */
  @GuardedBy("this")
  private @Nullable OwnLog makeOwn() throws StartException {
    if (storage == null) return null;
    LogPlace place = LogPlace.of(storage, settings, branch.signal());
    var mine =
        new OwnLog(place, surroundings(), known, formerPlaces, this::mayReadOwn, backendFails);
    own = mine;
    return mine;
  }

  /** Whether there is a log, or comes one. */
  boolean holdsAny() {
    return !places().isEmpty();
  }

  /** Where logs are open here, or are to be: the oldest first. */
  private synchronized List<Left> places() {
    List<Left> places = predecessor == null ? new ArrayList<>() : predecessor.places();
    places.addAll(left);
    if (older != null) places.addAll(older.places());
    OwnLog mine = own;
    if (mine != null && places.stream().noneMatch(one -> one.place().isSameAs(mine.place()))) {
      places.add(mine.here());
    }
    return places;
  }

  @GuardedBy("this")
  private Surroundings surroundings() {
    if (around == null) {
      var metrics = new StorageMetrics(settings, branch, this::ownView, this::views, this::fails);
      var report = new StorageReport(branch, settings, metrics);
      around =
          new Surroundings(
              branch,
              settings,
              metrics,
              report,
              queue,
              () -> !keepsOrder || isEmptied(),
              new AtomicReference<>());
      older = new OlderLogs(around, known, new Before());
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
    whenEmptied = emptied;
    List<Left> rest = new ArrayList<>(others);
    OwnLog mine = own;
    if (mine != null) beginOwn(mine, rest);
    for (Left other : rest) olderLogs().add(other, 0);
    begun = true;
    if (older != null) older.start(mine == null || mine.isOpen());
    if (isEmptied()) {
      wakeOwn();
      forgetStorage();
    }
  }

  /** Opens what is not open of its own, and what goes before that; takes it out of the others. */
  @GuardedBy("this")
  private void beginOwn(OwnLog mine, List<Left> others) {
    LogPlace here = mine.place();
    mine.openLater(takeOut(others, here));
    for (FormerLog former : mine.formers()) {
      LogPlace there = here.at(former.directory());
      if (there.isSameAs(here)) {
        mine.forget(List.of(there.directory()));
        continue;
      }
      Left other = takeOut(others, there);
      olderLogs().add(other == null ? new Left(there, former.log()) : other, former.after());
    }
  }

  private static @Nullable Left takeOut(List<Left> from, LogPlace place) {
    for (Left one : from) {
      boolean isThere = one.place().canonical().equals(place.canonical());
      if (!isThere && !one.place().isSameAs(place)) continue;
      from.remove(one);
      return one;
    }
    return null;
  }

  @GuardedBy("this")
  private OlderLogs olderLogs() {
    var unused = surroundings();
    return Objects.requireNonNull(older);
  }

  /** What the older logs ask of this one. */
  private final class Before implements OlderLogs.Owner {
    @Override
    public boolean mayRead(Backlog log) {
      return begun && !paused && mayReadOlder.test(log);
    }

    @Override
    public boolean isDoneBelow(long seq) {
      OwnLog mine = own;
      return mine == null || mine.isDoneBelow(seq);
    }

    @Override
    public boolean openAll() {
      OwnLog mine = own;
      boolean isOpen = mine == null || mine.tryAgain();
      OlderLogs logs = older;
      return (logs == null || logs.openMissing()) && isOpen;
    }

    @Override
    public void emptied(LogPlace there) {
      forgetPlace(there);
    }

    @Override
    public void emptied() {
      wakeOwn();
      forgetStorage();
      whenEmptied.run();
    }
  }

  private void forgetPlace(LogPlace there) {
    OwnLog mine = own;
    if (mine != null) mine.forget(List.of(there.canonical()));
    try {
      // What went before that one is known here.
      formerPlaces.removeAll(there);
    } catch (IOException e) {
      report().stillNoted(there.directory(), e);
    }
  }

  private synchronized StorageReport report() {
    return surroundings().report();
  }

  /** Where there was one, and there is none. */
  private synchronized void forgetStorage() {
    if (storage == null && around != null && !olderLogs().misses()) around.metrics().forget();
  }

  /** What is shown of its logs is shown no more, unless somebody else shows it by now. */
  synchronized void forgetMetrics() {
    if (around != null) around.metrics().forget();
  }

  private boolean mayReadOwn(long seq) {
    if (!begun || paused) return false;
    OwnLog mine = own;
    OlderLogs logs = older;
    return mine == null || logs == null || logs.let(seq, mine.firstNew());
  }

  private void wakeOwn() {
    OwnLog mine = own;
    if (mine != null) mine.wake();
  }

  private boolean isEmptied() {
    OlderLogs logs = older;
    return logs == null || logs.isEmpty();
  }

  /** Whether logs of others are not empty yet. */
  boolean isEmptying() {
    return !isEmptied();
  }

  /** Whether what comes has a log to be written to. */
  boolean takesWhatComes() {
    OwnLog mine = own;
    return mine != null && mine.isOpen();
  }

  void append(Batch batch) {
    OwnLog mine = own;
    if (mine == null || !mine.append(batch)) queue.accept(batch);
  }

  @Override
  public long storageFreeBytes() {
    OwnLog mine = own;
    return mine == null ? Long.MAX_VALUE : mine.storageFreeBytes();
  }

  @Override
  public long storageCapacityBytes() {
    OwnLog mine = own;
    return mine == null ? Long.MAX_VALUE : mine.storageCapacityBytes();
  }

  private LogView ownView() {
    OwnLog mine = own;
    return mine == null ? LogView.NONE : mine.view();
  }

  private List<LogView> views() {
    OlderLogs logs = older;
    List<LogView> views = new ArrayList<>(logs == null ? List.of() : logs.views());
    views.add(ownView());
    return views;
  }

  /** One that could not be opened fails as well; asked by whoever reads metrics. */
  private boolean fails() {
    OlderLogs logs = older;
    if (logs != null && logs.misses()) return true;
    OwnLog mine = own;
    return mine != null && (mine.isOpen() || begun) && mine.isFailing();
  }

  /** Nothing more is read back: what is on disk may stay there. */
  void pause() {
    paused = true;
    OlderLogs logs = older;
    if (logs != null) logs.pause();
  }

  /** Waits until no disk holds anything that is not settled, or so long, or until a pause. */
  void awaitDrained(Deadline deadline) throws InterruptedException {
    OlderLogs logs = older;
    if (logs != null) logs.awaitEmpty(deadline);
    OwnLog mine = own;
    if (mine == null) return;
    for (long nanos = deadline.remainingNanos(); nanos > 0; nanos = deadline.remainingNanos()) {
      if (paused || mine.awaitDrained(Math.min(nanos, LOOK_NANOS))) return;
    }
  }

  /** Closes all files; what is not settled stays, and the ledger knows it as queued. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    OlderLogs logs = older;
    List<Left> rest = new ArrayList<>(logs == null ? List.of() : logs.close());
    OwnLog mine = own;
    Left here = mine == null ? null : mine.close(OlderLogs.CLOSING.toNanos());
    if (here != null && here.items() > 0) {
      known.leave(here.place().directory(), here.queued());
      rest.add(here);
    }
    Left unopened = mine == null ? null : mine.unopened();
    if (unopened != null) rest.add(unopened);
    synchronized (this) {
      left.addAll(rest);
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
    OwnLog mine = own;
    if (mine != null) mine.forgetNoted();
  }

  /**
   * Nobody comes after this one: says what stays where the configuration does not look for it.
   *
   * @param dismissed whether that is so of its own log too
   */
  synchronized void sayWhatStays(boolean dismissed) {
    if (around == null) return;
    for (Left one : left) {
      // Its own log says where the others are.
      if (dismissed || own == null) around.report().left(one.place().directory(), one.items());
    }
  }
}
