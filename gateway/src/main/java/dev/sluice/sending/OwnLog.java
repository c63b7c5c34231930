package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.sending.Backlog.Left;
import dev.sluice.sending.Backlog.Surroundings;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.LogView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The log that an exporter writes to: where it is, open or not, and what is noted there of older
 * ones. While it is not open it takes nothing, and bounds nothing. The lock is held while files are
 * opened. Any thread.
 */
final class OwnLog implements Bound {
  private final LogPlace place;
  private final Surroundings around;
  private final KnownItems known;
  private final FormerPlaces formerPlaces;
  private final LongPredicate mayRead;
  private final BooleanSupplier backendFails;

  /** Null: it is not open yet, or could not be opened. */
  private volatile @Nullable Backlog log;

  /** What is in it as far as is known, where it was to be opened and could not be. */
  @GuardedBy("this")
  private @Nullable Left unopened;

  /** What was noted in its place when it was made. */
  @GuardedBy("this")
  private List<FormerLog> noted = List.of();

  /**
   * @param mayRead whether records from that number on may be in memory
   * @param backendFails whether the backend did not take what it was sent last
   */
  OwnLog(
      LogPlace place,
      Surroundings around,
      KnownItems known,
      FormerPlaces formerPlaces,
      LongPredicate mayRead,
      BooleanSupplier backendFails) {
    this.place = place;
    this.around = around;
    this.known = known;
    this.formerPlaces = formerPlaces;
    this.mayRead = mayRead;
    this.backendFails = backendFails;
  }

  LogPlace place() {
    return place;
  }

  boolean isOpen() {
    return log != null;
  }

  /** Opens it, or makes it. */
  synchronized void open() throws StartException {
    log = Backlog.open(place, around, known, mayRead);
  }

  /** Opens it, unless it is; what fails is said, and may be tried again. */
  synchronized void openLater(@Nullable Left found) {
    if (log != null) return;
    unopened = found == null ? new Left(place, null) : found;
    var unused = tryOpen();
  }

  /** Tries again what failed; whether nothing has to be tried any more. */
  synchronized boolean tryAgain() {
    if (unopened == null) return true;
    if (!tryOpen()) return false;
    around.report().opened(place.directory());
    // What was noted goes after what is there, and before what comes from now on.
    var unused = formers();
    return true;
  }

  @GuardedBy("this")
  private boolean tryOpen() {
    try {
      open();
      unopened = null;
      return true;
    } catch (StartException e) {
      around.report().notOpened(place.directory(), e.getMessage());
      return false;
    }
  }

  /** What could not be opened; null: it could. */
  synchronized @Nullable Left unopened() {
    return unopened;
  }

  /** Notes there, lastingly, that these go before what comes from now on. */
  synchronized void note(List<Left> older) throws StartException {
    Backlog open = log;
    noted = formerPlaces.add(place, older, open == null ? FormerLog.ALL : open.firstNew());
  }

  /** Takes that back. */
  synchronized void forgetNoted() {
    forget(noted.stream().map(FormerLog::directory).toList());
  }

  /** What is noted there, of this exporter or one before it. */
  List<FormerLog> formers() {
    Backlog open = log;
    try {
      return open == null ? formerPlaces.before(place) : formerPlaces.pin(place, open.firstNew());
    } catch (IOException e) {
      around.report().formersUnknown(e.getMessage());
      return List.of();
    }
  }

  /** Those do not go before it any more. */
  void forget(List<Path> formers) {
    if (formers.isEmpty()) return;
    try {
      formerPlaces.remove(place, formers);
    } catch (IOException e) {
      around.report().stillNoted(place.directory(), e);
    }
  }

  /** Number of the first record that was not there when it was opened. */
  long firstNew() {
    Backlog open = log;
    return open == null ? FormerLog.ALL : open.firstNew();
  }

  /** Whether all that is older than that is settled; otherwise it goes on with that. */
  boolean isDoneBelow(long seq) {
    Backlog open = log;
    if (open == null || open.isDoneBelow(Math.min(seq, open.firstNew()))) return true;
    open.wake();
    return false;
  }

  void wake() {
    Backlog open = log;
    if (open != null) open.wake();
  }

  /** False: it is not open, and the batch is still the caller's. */
  boolean append(Batch batch) {
    Backlog open = log;
    if (open == null) return false;
    open.append(batch);
    return true;
  }

  LogView view() {
    Backlog open = log;
    return open == null ? LogView.NONE : open.view();
  }

  /** Whether it takes nothing, for whatever reason. */
  boolean isFailing() {
    Backlog open = log;
    return open == null || open.isFailing();
  }

  @Override
  public long storageFreeBytes() {
    Backlog open = log;
    return open == null ? Long.MAX_VALUE : open.freeBytes(backendFails);
  }

  @Override
  public long storageCapacityBytes() {
    Backlog open = log;
    return open == null ? Long.MAX_VALUE : open.capacityBytes();
  }

  /** Waits until it holds nothing that is not settled; false if that took too long. */
  boolean awaitDrained(long nanos) throws InterruptedException {
    Backlog open = log;
    return open == null || open.awaitDrained(nanos);
  }

  /** As it would be left now. */
  Left here() {
    Backlog open = log;
    return open == null ? new Left(place, null) : open.here();
  }

  /** Closes the files; what is left there. */
  Left close(long nanos) {
    Backlog open = log;
    return open == null ? new Left(place, null) : open.close(nanos);
  }
}
