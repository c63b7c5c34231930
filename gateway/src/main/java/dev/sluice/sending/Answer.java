package dev.sluice.sending;

import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt to send one batch, read for its reason. The cause is for an operator:
 * {@code HTTP 429, ingestion rate limit}.
 *
 * @param tally for {@link Kind#DONE}: the items that were not delivered
 * @param outcome for {@link Kind#REFUSED} and its like: what its items end as
 * @param retryAfter the backend's hint, if it gave one
 * @param bytesPerSecond for {@link Kind#RATE_LIMITED}: what the backend says it takes, as bytes of
 *     batches; 0 if it does not say
 * @param division for {@link Kind#DIVIDED}: what stays and what goes on
 * @param parts for {@link Kind#PARTED}: what goes in the batch's place
 */
public record Answer(
    Kind kind,
    String cause,
    Tally tally,
    Outcome outcome,
    @Nullable Duration retryAfter,
    double bytesPerSecond,
    @Nullable Division division,
    List<Batch> parts) {

  private Answer(
      Kind kind,
      String cause,
      Tally tally,
      Outcome outcome,
      @Nullable Duration retryAfter,
      double bytesPerSecond,
      @Nullable Division division) {
    this(kind, cause, tally, outcome, retryAfter, bytesPerSecond, division, List.of());
  }

  /**
   * A batch in two parts of different fate.
   *
   * @param rest what goes on in its lane; null if the whole batch is held
   * @param lane where {@code held} waits, and backs off for itself
   */
  public record Division(@Nullable Batch rest, String lane, Batch held) {}

  /** What is to happen next. */
  public enum Kind {
    /** The backend has the batch, save what the tally says. */
    DONE,
    /** It is busy or away: ask again later, with the same batch. */
    RETRY,
    /** Too much in a while: ask again, and go on at the pace that is possible. */
    RATE_LIMITED,
    /** Too much at once: send the halves. An item that is too large alone is rejected. */
    TOO_LARGE,
    /**
     * The backend takes a part not now, but would take the rest: the part waits in a lane of its
     * own, the rest is sent again without it.
     */
    DIVIDED,
    /** Nothing was sent: its parts go at once, each by itself. */
    PARTED,
    /** Asking again would fail the same way. A merged batch is cut to find the part at fault. */
    REFUSED,
    /** One item made the backend refuse all: any batch is cut to find it, merged or not. */
    ITEM_REFUSED,
    /**
     * Somebody set something up wrongly (401, 403, 404): nothing is wrong with the batch. Kept,
     * asked again slowly, said loudly.
     */
    MISCONFIGURED
  }

  private static final Answer DELIVERED = done(Tally.DELIVERED, "");

  public static Answer delivered() {
    return DELIVERED;
  }

  /** Delivered, but for what {@code tally} holds; {@code cause} says why if it holds something. */
  public static Answer done(Tally tally, String cause) {
    return new Answer(Kind.DONE, cause, tally, Outcome.DELIVERED, null, 0, null);
  }

  public static Answer retry(String cause, @Nullable Duration retryAfter) {
    return new Answer(Kind.RETRY, cause, Tally.DELIVERED, Outcome.DELIVERED, retryAfter, 0, null);
  }

  /** {@code bytesPerSecond} is 0 if the backend does not say what it takes. */
  public static Answer rateLimited(
      String cause, @Nullable Duration retryAfter, double bytesPerSecond) {
    return new Answer(
        Kind.RATE_LIMITED,
        cause,
        Tally.DELIVERED,
        Outcome.DELIVERED,
        retryAfter,
        bytesPerSecond,
        null);
  }

  public static Answer tooLarge(String cause) {
    return new Answer(
        Kind.TOO_LARGE, cause, Tally.DELIVERED, Outcome.REJECTED_TOO_LARGE, null, 0, null);
  }

  public static Answer divided(String cause, Division division, @Nullable Duration retryAfter) {
    return new Answer(
        Kind.DIVIDED, cause, Tally.DELIVERED, Outcome.DELIVERED, retryAfter, 0, division);
  }

  /** {@code parts} hold all items of the batch, each once; at least two. */
  public static Answer parted(List<Batch> parts) {
    return new Answer(
        Kind.PARTED, "", Tally.DELIVERED, Outcome.DELIVERED, null, 0, null, List.copyOf(parts));
  }

  public static Answer refused(Outcome outcome, String cause) {
    return new Answer(Kind.REFUSED, cause, Tally.DELIVERED, outcome, null, 0, null);
  }

  /** As {@link #refused}, where the backend says that single items are at fault. */
  public static Answer itemRefused(Outcome outcome, String cause) {
    return new Answer(Kind.ITEM_REFUSED, cause, Tally.DELIVERED, outcome, null, 0, null);
  }

  public static Answer misconfigured(String cause) {
    return new Answer(
        Kind.MISCONFIGURED, cause, Tally.DELIVERED, Outcome.REJECTED_OTHER, null, 0, null);
  }
}
