package dev.sluice.net.grpc;

import java.time.Duration;

/**
 * How a connection ends without losing a call. RFC 9113, section 6.8: a first GOAWAY that names no
 * last stream and a ping; when that is answered, all calls that the client had begun have come, and
 * a second GOAWAY names the last of them; when they have ended, the connection does. Belongs to the
 * connection's event loop.
 *
 * <pre>
 *   OPEN --begin--> ANNOUNCED --ping answered, or 10 s--> LAST_CALLS --none left, or grace over--> end
 * </pre>
 */
final class Farewell {
  /** For the answer to the ping. */
  private static final long ANSWER_NANOS = 10_000_000_000L;

  private enum State {
    OPEN,
    ANNOUNCED,
    LAST_CALLS
  }

  private State state = State.OPEN;
  private long since;
  private long graceNanos = Long.MAX_VALUE;

  /**
   * False: it has begun already.
   *
   * @param grace for the calls; zero is no limit
   */
  boolean begin(Duration grace, long now) {
    if (state != State.OPEN) return false;
    if (!grace.isZero()) graceNanos = grace.toNanos();
    state = State.ANNOUNCED;
    since = now;
    return true;
  }

  /** Whether the second GOAWAY is due. */
  boolean isAnswerOverdue(long now) {
    return state == State.ANNOUNCED && now - since >= ANSWER_NANOS;
  }

  /** The ping is answered, or waited for no longer. False: that is not news. */
  boolean lastCalls(long now) {
    if (state != State.ANNOUNCED) return false;
    state = State.LAST_CALLS;
    since = now;
    return true;
  }

  boolean isWaitingForCalls() {
    return state == State.LAST_CALLS;
  }

  boolean isGraceOver(long now) {
    return state == State.LAST_CALLS && now - since >= graceNanos;
  }
}
