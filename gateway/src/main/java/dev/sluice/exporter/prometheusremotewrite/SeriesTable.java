package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * All cached series by their labels' bytes. A series stays while cached points use it. Not for
 * several threads.
 */
final class SeriesTable {
  private @Nullable Series[] buckets = new Series[1024];
  private int size;

  int size() {
    return size;
  }

  /** The series with these labels, made if there is none; counts one user more. */
  Series acquire(byte[] labels) {
    int hash = ByteSlice.hash(labels, 0, labels.length);
    for (Series s = buckets[hash & (buckets.length - 1)]; s != null; s = s.chain) {
      if (s.hash == hash && s.hasLabels(labels)) {
        s.users++;
        return s;
      }
    }
    if (size >= buckets.length) grow();
    var series = new Series(labels, hash);
    series.users = 1;
    link(series);
    size++;
    return series;
  }

  /** Counts one user less. True if that was the last one and the series has left. */
  boolean release(Series series) {
    if (--series.users > 0) return false;
    unlink(series);
    size--;
    return true;
  }

  private void link(Series series) {
    int bucket = series.hash & (buckets.length - 1);
    series.chain = buckets[bucket];
    buckets[bucket] = series;
  }

  private void unlink(Series series) {
    int bucket = series.hash & (buckets.length - 1);
    Series before = null;
    for (Series s = buckets[bucket]; s != null && s != series; s = s.chain) before = s;
    if (before == null) {
      buckets[bucket] = series.chain;
    } else {
      before.chain = series.chain;
    }
    series.chain = null;
  }

  private void grow() {
    @Nullable Series[] old = buckets;
    buckets = new Series[old.length * 2];
    for (Series head : old) {
      for (Series s = head; s != null; ) {
        Series next = s.chain;
        link(s);
        s = next;
      }
    }
  }
}
