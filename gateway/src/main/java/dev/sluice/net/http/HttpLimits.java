package dev.sluice.net.http;

import java.time.Duration;

/**
 * What one client may take. Everything that no key of the configuration names has its reason here.
 *
 * @param headerTimeout from a request's first byte to the end of its head; zero is for ever
 * @param bodyTimeout for a whole body; zero is for ever
 * @param bodyGrace how long a body may be slower than {@code bodyBytesPerSecond}
 * @param writeTimeout how long a client may take to read an answer; zero is for ever
 * @param idleTimeout between requests; zero is for ever
 * @param keptBytes of a refused body that are read away to keep the connection
 * @param lingerBytes of a refused body that are read away so that the client sees the answer before
 *     the connection ends
 */
record HttpLimits(
    int lineBytes,
    int headerBytes,
    int headerCount,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration bodyGrace,
    long bodyBytesPerSecond,
    Duration writeTimeout,
    Duration idleTimeout,
    long keptBytes,
    long lingerBytes,
    Duration lingerTimeout) {

  static final HttpLimits DEFAULT =
      new HttpLimits(
          8 * 1024,
          8 * 1024,
          100,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          1024,
          Duration.ofSeconds(30),
          // Longer than the minute between two exports of metrics and the 90 s after which the
          // collector closes its end: the side that sends should be the one that closes.
          Duration.ofSeconds(120),
          1L << 20,
          32L << 20,
          Duration.ofSeconds(5));

  HttpLimits withTimeouts(Duration header, Duration body, Duration write, Duration idle) {
    return new HttpLimits(
        lineBytes,
        headerBytes,
        headerCount,
        header,
        body,
        bodyGrace,
        bodyBytesPerSecond,
        write,
        idle,
        keptBytes,
        lingerBytes,
        lingerTimeout);
  }

  /** How often a connection looks at the clock: a fifth of the shortest limit, 2 s at most. */
  long tickNanos() {
    long shortest = Duration.ofSeconds(10).toNanos();
    for (Duration limit :
        new Duration[] {headerTimeout, bodyTimeout, writeTimeout, idleTimeout, lingerTimeout}) {
      if (!limit.isZero()) shortest = Math.min(shortest, limit.toNanos());
    }
    return Math.max(1_000_000, shortest / 5);
  }
}
