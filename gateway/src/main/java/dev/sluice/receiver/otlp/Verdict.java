package dev.sluice.receiver.otlp;

import dev.sluice.component.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, before a transport puts it into a status.
 *
 * @param message for the client; empty if everything was accepted
 * @param retryAfter when to come back, where that helps
 * @param lost items that were not accepted, of a request that was
 */
record Verdict(Kind kind, String message, @Nullable Duration retryAfter, int lost) {
  enum Kind {
    ACCEPTED,
    /** But for some items, which are not to be sent again. */
    IN_PART,
    /** The bytes are not what they should be. Sending them again would not help. */
    MALFORMED,
    /** More than is taken in one request. */
    TOO_LARGE,
    /** Not now; nothing of it was taken. */
    NO_ROOM,
    /** It was taken, but what is promised cannot be said of it: it may arrive. */
    UNCONFIRMED
  }

  static final Verdict ACCEPTED = new Verdict(Kind.ACCEPTED, "", null, 0);

  static Verdict malformed(@Nullable String message) {
    return new Verdict(Kind.MALFORMED, String.valueOf(message), null, 0);
  }

  static Verdict tooLarge(@Nullable String message) {
    return new Verdict(Kind.TOO_LARGE, String.valueOf(message), null, 0);
  }

  /** By the door: for now, or for ever if it names no time to come back. */
  static Verdict refused(Refusal refusal) {
    Duration retryAfter = refusal.retryAfter();
    Kind kind = retryAfter == null ? Kind.TOO_LARGE : Kind.NO_ROOM;
    return new Verdict(kind, refusal.message(), retryAfter, 0);
  }

  static Verdict unconfirmed(String why, Duration retryAfter) {
    return new Verdict(Kind.UNCONFIRMED, why, retryAfter, 0);
  }

  static Verdict inPart(int lost, String why) {
    return new Verdict(Kind.IN_PART, why, null, lost);
  }
}
