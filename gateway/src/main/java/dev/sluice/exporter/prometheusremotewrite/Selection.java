package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/**
 * Which points go into a request. At first all; after the backend has refused a request for some of
 * its samples, and with it all of them as Prometheus does, those that it can be expected to take.
 *
 * @param inOrderOnly without what is older than, or differs from, what the backend took before of
 *     the same series
 * @param oldestMillis without what is older
 * @param newestMillis without what is newer
 * @param nativeHistograms with them
 */
record Selection(
    boolean inOrderOnly, long oldestMillis, long newestMillis, boolean nativeHistograms) {
  static final Selection ALL = new Selection(false, Long.MIN_VALUE, Long.MAX_VALUE, true);

  /** Why a sample stays out, or null. */
  @Nullable Omission objection(Series series, History taken, long millis, long valueBits) {
    if (millis < oldestMillis) return Omission.TOO_OLD;
    if (millis > newestMillis) return Omission.TOO_NEW;
    if (!inOrderOnly || !taken.find(series.hash)) return null;
    boolean differs = millis == taken.millis() && valueBits != taken.bits();
    return millis < taken.millis() || differs ? Omission.LATE : null;
  }
}
