package dev.sluice.net;

import java.time.Duration;

/** How long one exchange with a backend may take. */
public final class ExchangeLimit {
  /**
   * Where {@code timeout: 0s} says that there is no limit: what is not answered by then is never
   * answered, and whatever waits behind it must not wait for ever.
   */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private ExchangeLimit() {}

  /** The written limit; {@link #LONGEST} for zero. */
  public static Duration of(Duration timeout) {
    return timeout.isZero() ? LONGEST : timeout;
  }
}
