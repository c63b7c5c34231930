package dev.sluice.receiver.otlp;

import dev.sluice.component.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, before a transport puts it into a status.
 *
 * @param message for the client; empty if it was accepted
 * @param retryAfter when to come back, where that helps
 */
record Verdict(Kind kind, String message, @Nullable Duration retryAfter) {
  enum Kind {
    ACCEPTED,
    /** The bytes are not what they should be. Sending them again would not help. */
    MALFORMED,
    /** More than is taken in one request. */
    TOO_LARGE,
    /** Not now. */
    NO_ROOM
  }

  static final Verdict ACCEPTED = new Verdict(Kind.ACCEPTED, "", null);

  static Verdict malformed(@Nullable String message) {
    return new Verdict(Kind.MALFORMED, String.valueOf(message), null);
  }

  static Verdict tooLarge(@Nullable String message) {
    return new Verdict(Kind.TOO_LARGE, String.valueOf(message), null);
  }

  static Verdict noRoom(Refusal refusal) {
    return new Verdict(Kind.NO_ROOM, refusal.message(), refusal.retryAfter());
  }
}
