package dev.sluice.data;

/**
 * How an item's way through the gateway ended. A closed list: metrics, logs and documentation show
 * these and no others, and a new way to lose an item needs a new line here.
 */
public enum Outcome {
  /** The backend has it. */
  DELIVERED(Kind.DELIVERED, ""),

  /** The backend called the request invalid and asking again would not help (400 and its like). */
  REJECTED_INVALID(Kind.REJECTED, "invalid"),
  /** One item alone is larger than the backend takes. */
  REJECTED_TOO_LARGE(Kind.REJECTED, "too_large"),
  /**
   * The backend has something newer of the same series or stream, or something else of that time.
   */
  REJECTED_OUT_OF_ORDER(Kind.REJECTED, "out_of_order"),
  /** Older than the backend takes at all. */
  REJECTED_TOO_OLD(Kind.REJECTED, "too_old"),
  /** The backend took the request, but not this part of it. */
  REJECTED_PARTIAL(Kind.REJECTED, "partial_success"),
  /** Any other answer that forbids asking again. */
  REJECTED_OTHER(Kind.REJECTED, "other"),

  /** It was in memory when the drain deadline passed. */
  DROPPED_SHUTDOWN(Kind.DROPPED, "shutdown"),
  /** The written {@code max_elapsed_time} passed without an answer. */
  DROPPED_RETRY_TIMEOUT(Kind.DROPPED, "retry_timeout"),
  /** One attempt failed and {@code retry_on_failure} is off. */
  DROPPED_NO_RETRY(Kind.DROPPED, "retry_disabled"),
  /** The backend's format has no way to say this (a delta sum in remote write, NaN in JSON). */
  DROPPED_UNTRANSLATABLE(Kind.DROPPED, "untranslatable"),
  /** This branch was full and the pipeline says that a full branch is skipped. */
  DROPPED_NO_ROOM(Kind.DROPPED, "no_room"),
  /** The batch processor's {@code metadata_cardinality_limit} was reached. */
  DROPPED_METADATA_CARDINALITY(Kind.DROPPED, "metadata_cardinality"),
  /** It was in storage, and its bytes there are no longer what was written. */
  DROPPED_CORRUPT(Kind.DROPPED, "corrupt"),
  /** The storage was full and its {@code when_full} says that the oldest goes. */
  DROPPED_EVICTED(Kind.DROPPED, "evicted"),
  /** A fault of ours; the log has the story. */
  DROPPED_INTERNAL_ERROR(Kind.DROPPED, "internal_error");

  /** Which column of the ledger an outcome belongs to. */
  public enum Kind {
    DELIVERED,
    /** By the backend. */
    REJECTED,
    /** By us. */
    DROPPED
  }

  private final Kind kind;
  private final String reason;

  Outcome(Kind kind, String reason) {
    this.kind = kind;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** The value of the label {@code reason}; empty for delivered items. */
  public String reason() {
    return reason;
  }
}
