package dev.sluice.sending;

/**
 * How many bytes a second a backend takes, once it has said that it is sent too many: what it
 * named, else what got through lately. Each push that starts makes a debt, and the next one starts
 * when it is paid, so that there are neither bursts nor waits. Said again, the pace falls by a
 * third; it grows by a twentieth a second, up to what was named; after a minute without complaint
 * it is forgotten.
 *
 * <p>Bytes are those of the batches, as OTLP. Belongs to one lane and its lock.
 */
final class Pace {
  private static final double LESS = 0.7;
  private static final double GROWTH_PER_SECOND = 0.05;
  private static final double LEAST = 1024;

  /** Of what was named: the sizes of batches only resemble those that the backend counts. */
  private static final double MARGIN = 0.98;

  private static final double SECOND = 1e9;
  private static final long FORGET_NANOS = 60_000_000_000L;

  /** How far back it is measured what got through. */
  private static final double MEASURED_NANOS = 10 * SECOND;

  /** What may be saved up: timers are not exact. */
  private static final double SAVED_SECONDS = 0.1;

  private static final double LONGEST_SECONDS = 30;

  /** Bytes a second; 0 is no pace at all. */
  private double rate;

  private double named;
  private double level;
  private long levelAt;
  private long limitedAt;

  private double through;
  private long throughAt;
  private long throughSince;

  Pace copy() {
    var copy = new Pace();
    copy.rate = rate;
    copy.named = named;
    copy.level = level;
    copy.levelAt = levelAt;
    copy.limitedAt = limitedAt;
    copy.through = through;
    copy.throughAt = throughAt;
    copy.throughSince = throughSince;
    return copy;
  }

  boolean isKnown() {
    return rate > 0;
  }

  /** Nanoseconds until the next push may start; 0 is now. */
  long waitNanos(long now) {
    if (!isKnown()) return 0;
    advance(now);
    return level >= 0 || !isKnown() ? 0 : (long) Math.ceil(-level / rate * SECOND);
  }

  void starts(long bytes, long now) {
    if (!isKnown()) return;
    advance(now);
    level = owed(level - bytes);
  }

  /** No debt is longer than the longest wait: a single push may be larger than all that passes. */
  private double owed(double debt) {
    return Math.max(debt, -rate * LONGEST_SECONDS);
  }

  /** What was to start was not sent after all. */
  void refund(long bytes) {
    if (isKnown()) level = Math.min(rate * SAVED_SECONDS, level + bytes);
  }

  /** The backend has taken so much. */
  void took(long bytes, long now) {
    if (through == 0) throughSince = now;
    through = remembered(now) + bytes;
    throughAt = now;
  }

  private double remembered(long now) {
    return through * Math.exp(-(now - throughAt) / MEASURED_NANOS);
  }

  private double measured(long now) {
    double nanos = Math.max(SECOND, Math.min(MEASURED_NANOS, (double) (now - throughSince)));
    return through == 0 ? 0 : remembered(now) / nanos * SECOND;
  }

  /**
   * A push of that size was too much.
   *
   * @param limit what the backend says it takes in a second; 0 if it does not say
   * @return whether there is a pace now
   */
  boolean limited(long bytes, double limit, long now) {
    advance(now);
    double wanted = isKnown() ? rate * LESS : Double.MAX_VALUE;
    double possible = limit > 0 ? limit * MARGIN : measured(now);
    if (possible <= 0) possible = isKnown() ? wanted : 0;
    if (possible <= 0) return false;
    named = limit * MARGIN;
    rate = Math.max(LEAST, Math.min(wanted, possible));
    level = owed((double) -bytes);
    levelAt = now;
    limitedAt = now;
    return true;
  }

  private void advance(long now) {
    if (!isKnown()) return;
    if (now - limitedAt > FORGET_NANOS) {
      rate = 0;
      return;
    }
    double seconds = (now - levelAt) / SECOND;
    if (seconds <= 0) return;
    level = Math.min(rate * SAVED_SECONDS, level + rate * seconds);
    levelAt = now;
    double grown = rate * (1 + GROWTH_PER_SECOND * seconds);
    rate = named > 0 ? Math.max(rate, Math.min(named, grown)) : grown;
  }
}
