package dev.sluice.data;

/**
 * What a batch may still wait for that left early because its senders wait for the disk or the
 * backend. Once they wait no longer, whoever sends it may do what was cut short: let it wait until
 * that time, or until so many items are there, and send those together.
 *
 * @param items that are worth sending before the time is over; 1 or more
 * @param mostItems to be sent together; 0 is no limit
 * @param untilNanos monotonic, of the process's clock
 */
public record Company(int items, int mostItems, long untilNanos) {
  /** To be sent with what waits beside it, and to wait no longer than that. */
  public Company until(long nanos) {
    return untilNanos - nanos <= 0 ? this : new Company(items, mostItems, nanos);
  }
}
