package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Exporter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exporter's place among those that come one after the other: in whose place it comes, whether
 * that one has ended, and who comes next.
 *
 * <pre>
 *   comesAfter --> await --> begin --> ended --> pass: the next one begins, or nobody comes
 *                    \_________________^
 *                  where nobody has to be waited for
 * </pre>
 *
 * <p>One that waits passes its turn on only when it has had it, however early it is stopped: so the
 * logs on disk and what is to be sent go through all of them in order. Any thread.
 */
final class Turn {
  private final Succession succession;
  private final Remains remains;
  private final Backlogs backlogs;
  private final boolean keepsOrder;
  private final Runnable goOn;
  private final Runnable pump;

  /** The predecessor has not ended. */
  @GuardedBy("this")
  private boolean waits;

  /** The turn has come, and what it brings is being taken. */
  @GuardedBy("this")
  private boolean begins;

  /** In whose place this one comes; null: nobody's, or that one has ended, and can be forgotten. */
  @GuardedBy("this")
  private @Nullable Exporter predecessor;

  /** Nobody comes in the place of this one. */
  private volatile boolean dismissed;

  /** Nothing will ever come from here any more. */
  @GuardedBy("this")
  private boolean hasEnded;

  /**
   * @param succession keeps what comes before the turn
   * @param keepsOrder whether what is new must not overtake what is on disk
   * @param goOn takes what was kept; called when the turn has come, or later, when the logs of
   *     others are empty
   * @param pump starts what may start now
   */
  Turn(
      Succession succession,
      Remains remains,
      Backlogs backlogs,
      boolean keepsOrder,
      Runnable goOn,
      Runnable pump) {
    this.succession = succession;
    this.remains = remains;
    this.backlogs = backlogs;
    this.keepsOrder = keepsOrder;
    this.goOn = goOn;
    this.pump = pump;
  }

  synchronized void comesAfter(Exporter other) {
    predecessor = other;
  }

  /** From now on what comes is kept until the predecessor has ended. */
  synchronized void await() {
    succession.hold();
    waits = true;
  }

  /** The predecessor has ended: all that it had is here, or is in the logs that it left. */
  void begin(List<Backlog.Left> logs) {
    synchronized (this) {
      predecessor = null;
      if (!waits || begins) return;
      begins = true;
      backlogs.begin(logs, !remains.haveHeir(), goOn);
    }
    boolean mayOvertake = !keepsOrder || backlogs.takesWhatComes();
    if (mayOvertake || !backlogs.isEmptying()) goOn.run();
    synchronized (this) {
      waits = false;
    }
    pump.run();
    pass();
  }

  /** Before or after {@link #begin}, not while it is decided whose the logs are. */
  synchronized void inherit(Exporter successor) {
    remains.goTo(successor);
  }

  void dismiss() {
    dismissed = true;
  }

  boolean isDismissed() {
    return dismissed;
  }

  /** Whether this one was tried in the place of another, which goes on. */
  synchronized boolean isUndone() {
    Exporter heir = remains.heir();
    return heir != null && (heir == predecessor || !(heir instanceof SendingExporter));
  }

  void ended() {
    synchronized (this) {
      hasEnded = true;
    }
    pass();
  }

  /** Where a successor waits: it must not begin before this one has, and has ended. */
  void pass() {
    Exporter heir = remains.heir();
    synchronized (this) {
      if (waits || !hasEnded) return;
      // What was tried in its place and came to nothing gives it nothing.
      if (heir != null && heir == predecessor) return;
    }
    if (heir instanceof SendingExporter successor) {
      successor.begin(backlogs.left());
    } else if (heir == null) {
      backlogs.sayWhatStays(dismissed);
    }
  }
}
