package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/**
 * All cached series by their labels. A series stays while cached points use it. Not for several
 * threads.
 */
final class SeriesTable {
  private @Nullable Series[] buckets = new Series[1024];
  private int size;

  int size() {
    return size;
  }

  /** The series that is there for {@code made}, or {@code made} itself; counts one user more. */
  Series acquire(Series made) {
    int hash = made.hash;
    for (Series s = buckets[hash & (buckets.length - 1)]; s != null; s = s.chain) {
      if (s.hash == hash && s.is(made)) {
        s.users++;
        return s;
      }
    }
    if (size >= buckets.length) grow();
    made.users = 1;
    link(made);
    size++;
    return made;
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
