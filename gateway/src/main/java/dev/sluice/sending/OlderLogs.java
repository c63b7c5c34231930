package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Deadline;
import dev.sluice.component.StartException;
import dev.sluice.sending.Backlog.Left;
import dev.sluice.sending.Backlog.Surroundings;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.LogView;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The logs that an exporter only empties: its predecessors wrote to them, elsewhere. One at a time,
 * the oldest first, on a thread that there is while something is left to do; each is closed, and
 * noted nowhere any more, when it is empty. What cannot be opened holds up nobody: it is tried
 * again, ever more seldom, and goes when it can. Any thread.
 */
final class OlderLogs {
  /**
   * What closing one log may take. Long, since whoever comes next cannot open it before; at the end
   * of the process nobody waits for so long.
   */
  static final Duration CLOSING = Duration.ofSeconds(30);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Whose logs these come before. */
  interface Owner {
    /** Whether more of that log may be in memory. */
    boolean mayRead(Backlog older);

    /** Whether all of its own log is settled that is older than what comes after that number. */
    boolean isDoneBelow(long seq);

    /** Tries again to open what could not be opened; whether all is open now. */
    boolean openAll();

    /** No log is left here but such as cannot be opened. Not told where there was none. */
    void emptied();

    /** One is empty and closed. */
    void emptied(LogPlace place);
  }

  private final Surroundings around;
  private final KnownItems known;
  private final Owner owner;

  /** The oldest first. */
  private final List<Older> open = new CopyOnWriteArrayList<>();

  /** What cannot be opened, for now. */
  private final List<Missing> missing = new CopyOnWriteArrayList<>();

  @GuardedBy("this")
  private @Nullable Thread emptier;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private boolean paused;

  /** The one that is read. */
  private volatile @Nullable Backlog turn;

  /**
   * @param after what has lower numbers in the exporter's own log goes first
   * @param hasNews whether there was anything in it
   */
  private record Older(Backlog log, long after, boolean hasNews) {}

  private record Missing(Left left, long after) {}

  OlderLogs(Surroundings around, KnownItems known, Owner owner) {
    this.around = around;
    this.known = known;
    this.owner = owner;
  }

  /** Opens one, behind those there are, or tries that again later; before {@link #start}. */
  void add(Left left, long after) {
    if (!open(left, after)) missing.add(new Missing(left, after));
  }

  private boolean open(Left left, long after) {
    LogPlace place = left.place();
    try {
      if (!Files.isDirectory(place.directory())) throw new IOException("it is not there");
      if (new FormerLog(place.directory(), left.log(), after).isAnother()) {
        throw new IOException("another log is there than the one that was left");
      }
      var reading = new Reading();
      Backlog log = Backlog.openThere(place, around, known, reading);
      long items = log.view().openItems();
      reading.log = log;
      open.add(new Older(log, after, items > 0));
      if (items > 0) around.report().empties(place.directory(), items);
      return true;
    } catch (IOException | StartException e) {
      around.report().notEmptied(place.directory(), e.getMessage());
      return false;
    }
  }

  /** Whether a log's records may be read. */
  private final class Reading implements LongPredicate {
    volatile @Nullable Backlog log;

    @Override
    public boolean test(long seq) {
      Backlog mine = log;
      return mine != null && turn == mine && owner.mayRead(mine);
    }
  }

  /** Tries again what could not be opened; whether all is open now. */
  boolean openMissing() {
    for (Missing one : List.copyOf(missing)) {
      if (open(one.left(), one.after())) missing.remove(one);
    }
    return missing.isEmpty();
  }

  /**
   * Begins to empty them.
   *
   * @param allIsOpen whether nothing has to be tried again
   */
  synchronized void start(boolean allIsOpen) {
    if (closed || (open.isEmpty() && missing.isEmpty() && allIsOpen)) return;
    var thread = new Thread(() -> run(allIsOpen && missing.isEmpty()), name());
    emptier = thread;
    thread.setDaemon(true);
    thread.start();
  }

  private String name() {
    return "sluice-empty-%s-%s".formatted(around.settings().id(), around.branch().signal().id());
  }

  /** However long that takes; {@link #close} ends it. */
  private void run(boolean allWasOpen) {
    boolean told = open.isEmpty();
    boolean allIsOpen = allWasOpen;
    var backoff = new Backoff(around.settings().clock());
    try {
      while (!isClosed()) {
        if (!allIsOpen && backoff.isDue()) allIsOpen = owner.openAll();
        Older first = first();
        if (first != null) {
          told = false;
          step(first);
        } else if (!told) {
          told = true;
          owner.emptied();
        } else if (allIsOpen) {
          return;
        } else {
          look();
        }
      }
    } catch (InterruptedException ignored) {
      // Nobody has leave to; what is not sent stays where it is.
    }
  }

  /** Looked at often, and never interrupted: it must not go while it closes a log. */
  private void step(Older first) throws InterruptedException {
    if (!owner.isDoneBelow(first.after())) {
      look();
      return;
    }
    turn = first.log();
    first.log().wake();
    if (!first.log().awaitDrained(LOOK_NANOS) || isClosed()) return;
    first.log().close(CLOSING.toNanos());
    owner.emptied(first.log().place());
    if (first.hasNews()) around.report().emptied(first.log().place().directory());
    synchronized (this) {
      open.remove(first);
      notifyAll();
    }
  }

  private synchronized void look() throws InterruptedException {
    if (!closed) TimeUnit.NANOSECONDS.timedWait(this, LOOK_NANOS);
  }

  private @Nullable Older first() {
    for (Older first : open) return first;
    return null;
  }

  /** Whether that record of the exporter's own log goes before all of these. */
  boolean let(long seq, long firstNew) {
    Older first = first();
    return first == null || seq < Math.min(first.after(), firstNew);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Whether no log is open. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Whether there is one that cannot be opened. */
  boolean misses() {
    return !missing.isEmpty();
  }

  List<LogView> views() {
    return open.stream().map(older -> older.log().view()).toList();
  }

  /** Where they are, the oldest first. */
  List<Left> places() {
    List<Left> places = new ArrayList<>();
    missing.forEach(one -> places.add(one.left()));
    open.forEach(one -> places.add(one.log().here()));
    return places;
  }

  /** Nobody waits for them any more. */
  synchronized void pause() {
    paused = true;
    notifyAll();
  }

  /** Waits until no log is open, or so long, or until a pause. */
  synchronized void awaitEmpty(Deadline deadline) throws InterruptedException {
    for (long nanos = deadline.remainingNanos();
        nanos > 0 && !paused && !open.isEmpty();
        nanos = deadline.remainingNanos()) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
  }

  /** Ends the thread: what is open from now on is for {@link #close}. */
  void end() {
    Thread emptying;
    synchronized (this) {
      closed = true;
      notifyAll();
      emptying = emptier;
    }
    // It may be closing a log, which whoever comes next has to find closed.
    if (emptying == null) return;
    try {
      TimeUnit.NANOSECONDS.timedJoin(emptying, CLOSING.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the files; what is left in them, and where nothing could be opened. */
  List<Left> close() {
    end();
    List<Left> left = new ArrayList<>();
    missing.forEach(one -> left.add(one.left()));
    for (Older older : open) {
      Left one = older.log().close(CLOSING.toNanos());
      if (one.items() == 0) continue;
      known.leave(one.place().directory(), one.queued());
      left.add(one);
    }
    return left;
  }
}
