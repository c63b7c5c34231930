package dev.sluice.receiver.prometheus.page;

/**
 * One sample as ranges of bytes and numbers; see {@link PageVisitor} for how long it is good.
 * Nothing is decoded that is not asked for: whoever knows a series by {@linkplain #seriesFrom() its
 * bytes} need not look at its labels again.
 */
public final class SampleLine {
  final LabelRanges labels = new LabelRanges();
  final LabelRanges exemplarLabels = new LabelRanges();
  byte[] array = {};
  int lineNumber;
  int seriesFrom;
  int seriesTo;
  int nameFrom;
  int nameTo;
  double value;
  boolean hasTimestamp;
  long timestampMillis;
  boolean hasExemplar;
  double exemplarValue;
  boolean exemplarHasTimestamp;
  long exemplarTimestampMillis;

  SampleLine() {}

  void begin(byte[] page, int from, int line) {
    array = page;
    lineNumber = line;
    seriesFrom = from;
    nameFrom = -1;
    labels.clear(page);
    hasTimestamp = false;
    hasExemplar = false;
    exemplarHasTimestamp = false;
  }

  /** What all ranges are ranges of. */
  public byte[] array() {
    return array;
  }

  public int lineNumber() {
    return lineNumber;
  }

  /** Where the series, name and labels as they are spelled on the page, begins. */
  public int seriesFrom() {
    return seriesFrom;
  }

  public int seriesTo() {
    return seriesTo;
  }

  public String name() {
    return Escapes.text(array, nameFrom, nameTo);
  }

  public LabelRanges labels() {
    return labels;
  }

  /** Every NaN of a page is the ordinary one, so none can pass for a stale marker. */
  public double value() {
    return value;
  }

  public boolean hasTimestamp() {
    return hasTimestamp;
  }

  /** Milliseconds since 1970; anything that fits, in OpenMetrics negative numbers too. */
  public long timestampMillis() {
    return timestampMillis;
  }

  public boolean hasExemplar() {
    return hasExemplar;
  }

  public LabelRanges exemplarLabels() {
    return exemplarLabels;
  }

  public double exemplarValue() {
    return exemplarValue;
  }

  public boolean exemplarHasTimestamp() {
    return exemplarHasTimestamp;
  }

  public long exemplarTimestampMillis() {
    return exemplarTimestampMillis;
  }

  /** What a visitor throws that cannot take this sample. */
  public PageException refuse(String why) {
    return PageException.atLine(lineNumber, why);
  }
}
