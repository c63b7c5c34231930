package dev.sluice.receiver.prometheus.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A native histogram of a page; see {@link PageVisitor} for how long it is good. Counts that are
 * not whole are cut, as in the collector.
 */
public final class NativeHistogram {
  /**
   * Clients keep ten; on the page one may have five bytes, of which we make hundreds. What comes
   * behind these is left out.
   */
  static final int MAX_EXEMPLARS = 100;

  final SparseBuckets positive = new SparseBuckets();
  final SparseBuckets negative = new SparseBuckets();
  private final List<ExemplarRanges> exemplars = new ArrayList<>();
  private int exemplarCount;
  boolean isGauge;
  int schema;
  double zeroThreshold;
  long zeroCount;
  long count;
  double sum;

  NativeHistogram() {}

  void clear() {
    positive.clear();
    negative.clear();
    exemplarCount = 0;
    schema = 0;
    zeroThreshold = 0;
    zeroCount = 0;
  }

  /** One more, to be filled. */
  ExemplarRanges addExemplar() {
    if (exemplarCount == exemplars.size()) exemplars.add(new ExemplarRanges());
    return exemplars.get(exemplarCount++);
  }

  /** What was added last is not kept. */
  void dropLastExemplar() {
    exemplarCount--;
  }

  /** Whether there are more than are kept. */
  boolean hasTooManyExemplars() {
    return exemplarCount > MAX_EXEMPLARS;
  }

  /** Whether it is of type gauge histogram, so that counts may fall. */
  public boolean isGauge() {
    return isGauge;
  }

  /** Buckets grow by 2 to the power of 2 to the power of minus this. */
  public int schema() {
    return schema;
  }

  public double zeroThreshold() {
    return zeroThreshold;
  }

  public long zeroCount() {
    return zeroCount;
  }

  public long count() {
    return count;
  }

  public double sum() {
    return sum;
  }

  public SparseBuckets positive() {
    return positive;
  }

  public SparseBuckets negative() {
    return negative;
  }

  public int exemplarCount() {
    return exemplarCount;
  }

  public ExemplarRanges exemplar(int index) {
    return exemplars.get(index);
  }
}
