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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
  private final KnownItems known;
  private final FormerPlaces formerPlaces;

  /** Where what comes is written; null: in memory alone. */
  private volatile @Nullable Backlog own;

  /** There are some as soon as there may be a log. */
  private volatile @Nullable OlderLogs older;

  /** Where this one's log is to be; null: it has none. */
  @GuardedBy("this")
  private @Nullable LogPlace place;

  /** Whose logs come here when it has ended; null: nobody's, or they have come. */
  @GuardedBy("this")
  private @Nullable Backlogs predecessor;

  /** There is one as soon as there may be a log. */
  @GuardedBy("this")
  private @Nullable Surroundings around;

  /** Of its own log, which could not be opened. */
  @GuardedBy("this")
  private @Nullable Left unopened;

  /** What was noted in this one's place when it was made. */
  @GuardedBy("this")
  private List<FormerLog> noted = List.of();

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
   */
  Backlogs(
      @Nullable ComponentId storage,
      Branch branch,
      Settings settings,
      Consumer<Batch> queue,
      BooleanSupplier backendFails,
      Predicate<Backlog> mayReadOlder) {
    this.storage = storage;
    this.branch = branch;
    this.settings = settings;
    this.queue = queue;
    this.backendFails = backendFails;
    this.mayReadOlder = mayReadOlder;
    this.known = settings.shared().get(KnownItems.class, KnownItems::new);
    this.formerPlaces = settings.shared().get(FormerPlaces.class, FormerPlaces::new);
  }

  /** Whether what comes is written to disk, as configured. */
  boolean isDurable() {
    return storage != null;
  }

  /** Opens its log, and those that go before it. */
  synchronized void start() throws StartException {
    if (storage != null) {
      place = LogPlace.of(storage, settings, branch.signal());
      own = open(place);
    }
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
    if (storage == null) return;
    LogPlace here = LogPlace.of(storage, settings, branch.signal());
    place = here;
    long after = FormerLog.ALL;
    if (!before.removeIf(one -> one.place().isSameAs(here))) {
      Backlog opened = open(here);
      own = opened;
      after = opened.firstNew();
    }
    noted = formerPlaces.add(here, before, after);
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
    LogPlace here = place;
    if (here != null && places.stream().noneMatch(one -> one.place().isSameAs(here))) {
      Backlog log = own;
      places.add(log != null ? log.here() : new Left(here, null));
    }
    return places;
  }

  @GuardedBy("this")
  private Surroundings surroundings() {
    if (around == null) {
      var metrics = new StorageMetrics(settings, branch, this::ownView, this::views, this::fails);
      var report = new StorageReport(branch, settings, metrics);
      around = new Surroundings(branch, settings, metrics, report, queue);
      older = new OlderLogs(around, known, new Before());
    }
    return around;
  }

  @GuardedBy("this")
  private Backlog open(LogPlace here) throws StartException {
    return Backlog.open(here, surroundings(), known, this::mayReadOwn);
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
    LogPlace here = place;
    if (here != null) beginOwn(here, rest);
    for (Left other : rest) olderLogs().add(other, 0);
    begun = true;
    if (older != null) older.start(unopened == null);
    if (isEmptied()) {
      wake(own);
      forgetStorage();
    }
  }

  /** Opens what is not open of its own, and what goes before that; takes it out of the others. */
  @GuardedBy("this")
  private void beginOwn(LogPlace here, List<Left> others) {
    Left found = takeOut(others, here);
    if (own == null) {
      unopened = found == null ? new Left(here, null) : found;
      var unused = openOwn();
    }
    for (FormerLog former : formers(here)) {
      LogPlace there = here.at(former.directory());
      if (there.isSameAs(here)) {
        forgetFormers(here, List.of(there.directory()));
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
  private List<FormerLog> formers(LogPlace here) {
    Backlog log = own;
    try {
      return log == null ? formerPlaces.before(here) : formerPlaces.pin(here, log.firstNew());
    } catch (IOException e) {
      surroundings().report().formersUnknown(e.getMessage());
      return List.of();
    }
  }

  @GuardedBy("this")
  private OlderLogs olderLogs() {
    var unused = surroundings();
    return Objects.requireNonNull(older);
  }

  /** Whether it is open now. */
  @GuardedBy("this")
  private boolean openOwn() {
    Left here = unopened;
    if (here == null) return true;
    try {
      own = open(here.place());
      unopened = null;
      return true;
    } catch (StartException e) {
      surroundings().report().notOpened(here.place().directory(), e.getMessage());
      return false;
    }
  }

  /** What the older logs ask of this one. */
  private final class Before implements OlderLogs.Owner {
    @Override
    public boolean mayRead(Backlog log) {
      return begun && !paused && mayReadOlder.test(log);
    }

    @Override
    public boolean isDoneBelow(long seq) {
      Backlog log = own;
      if (log == null || log.isDoneBelow(Math.min(seq, log.firstNew()))) return true;
      log.wake();
      return false;
    }

    @Override
    public boolean openAll() {
      boolean isOpen = tryOwn();
      OlderLogs logs = older;
      return (logs == null || logs.openMissing()) && isOpen;
    }

    @Override
    public void emptied(LogPlace there) {
      forgetPlace(there);
    }

    @Override
    public void emptied() {
      wake(own);
      forgetStorage();
      whenEmptied.run();
    }
  }

  private synchronized boolean tryOwn() {
    if (closed || unopened == null) return true;
    LogPlace here = unopened.place();
    if (!openOwn()) return false;
    surroundings().report().opened(here.directory());
    return true;
  }

  private synchronized void forgetPlace(LogPlace there) {
    if (place != null) forgetFormers(place, List.of(there.canonical()));
    try {
      // What went before that one is known here.
      formerPlaces.removeAll(there);
    } catch (IOException e) {
      surroundings().report().stillNoted(there.directory(), e);
    }
  }

  @GuardedBy("this")
  private void forgetFormers(LogPlace here, List<Path> formers) {
    try {
      formerPlaces.remove(here, formers);
    } catch (IOException e) {
      surroundings().report().stillNoted(here.directory(), e);
    }
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
    Backlog log = own;
    OlderLogs logs = older;
    return log == null || logs == null || logs.let(seq, log.firstNew());
  }

  private static void wake(@Nullable Backlog log) {
    if (log != null) log.wake();
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
    OlderLogs logs = older;
    List<LogView> views = new ArrayList<>(logs == null ? List.of() : logs.views());
    views.add(ownView());
    return views;
  }

  /** One that could not be opened fails as well; asked by whoever reads metrics. */
  private boolean fails() {
    OlderLogs logs = older;
    if (logs != null && logs.misses()) return true;
    Backlog log = own;
    return log == null ? storage != null && begun : log.isFailing();
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
    Backlog log = own;
    if (log == null) return;
    for (long nanos = deadline.remainingNanos(); nanos > 0; nanos = deadline.remainingNanos()) {
      if (paused || log.awaitDrained(Math.min(nanos, LOOK_NANOS))) return;
    }
  }

  /** Closes all files; what is not settled stays, and the ledger knows it as queued. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    OlderLogs logs = older;
    List<Left> rest = new ArrayList<>(logs == null ? List.of() : logs.close());
    Backlog log = own;
    Left here = log == null ? null : log.close(OlderLogs.CLOSING.toNanos());
    if (here != null && here.items() > 0) {
      known.leave(here.place().directory(), here.queued());
      rest.add(here);
    }
    synchronized (this) {
      left.addAll(rest);
      if (unopened != null) left.add(unopened);
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
    if (place == null || noted.isEmpty()) return;
    forgetFormers(place, noted.stream().map(FormerLog::directory).toList());
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
      if (dismissed || place == null) around.report().left(one.place().directory(), one.items());
    }
  }
}
