package dev.sluice.receiver.prometheus.page;

/** An exemplar on a page; see {@link PageVisitor} for how long it is good. */
public final class ExemplarRanges {
  final LabelRanges labels = new LabelRanges();
  double value;
  boolean hasTimestamp;
  long timestampMillis;

  ExemplarRanges() {}

  void begin(byte[] page, boolean isEscaped) {
    labels.begin(page, isEscaped);
    value = 0;
    hasTimestamp = false;
  }

  public LabelRanges labels() {
    return labels;
  }

  public double value() {
    return value;
  }

  public boolean hasTimestamp() {
    return hasTimestamp;
  }

  /** Milliseconds since 1970; anything that fits. */
  public long timestampMillis() {
    return timestampMillis;
  }
}
