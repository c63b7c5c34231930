package dev.sluice.receiver.prometheus.page;

/**
 * One sample as ranges of bytes and numbers; see {@link PageVisitor} for how long it is good.
 * Nothing is decoded that is not asked for: whoever knows a series by {@linkplain #seriesFrom() its
 * bytes} need not look at its labels again.
 */
public final class SampleLine {
  final LabelRanges labels = new LabelRanges();
  final ExemplarRanges exemplar = new ExemplarRanges();
  byte[] array = {};
  boolean isEscaped;
  String suffix = "";
  int lineNumber;
  long byteNumber = -1;
  int seriesFrom;
  int seriesTo;
  int nameFrom;
  int nameTo;
  double value;
  boolean hasTimestamp;
  long timestampMillis;
  boolean hasExemplar;
  long createdNanos;

  SampleLine() {}

  /** A line of text begins at {@code from}. */
  void begin(byte[] page, int from, int line) {
    array = page;
    isEscaped = true;
    lineNumber = line;
    seriesFrom = from;
    nameFrom = -1;
    labels.begin(page, true);
    hasTimestamp = false;
    hasExemplar = false;
  }

  /** What all ranges are ranges of. */
  public byte[] array() {
    return array;
  }

  /** Where that begins by which the series is known: name and labels as this page spells them. */
  public int seriesFrom() {
    return seriesFrom;
  }

  public int seriesTo() {
    return seriesTo;
  }

  public String name() {
    return LabelRanges.text(array, nameFrom, nameTo, isEscaped) + suffix;
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

  /** If there is one. */
  public ExemplarRanges exemplar() {
    return exemplar;
  }

  /** When the count began, in nanoseconds since 1970; 0 if the sample itself does not say so. */
  public long createdNanos() {
    return createdNanos;
  }

  /** What a visitor throws that cannot take this sample. */
  public PageException refuse(String why) {
    return byteNumber < 0
        ? PageException.atLine(lineNumber, why)
        : PageException.atByte(byteNumber, why);
  }
}
