package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.Counter;
import dev.sluice.receiver.prometheus.page.PrometheusProto.LabelPair;
import dev.sluice.receiver.prometheus.page.PrometheusProto.Metric;
import dev.sluice.receiver.prometheus.page.PrometheusProto.Quantile;
import dev.sluice.receiver.prometheus.page.PrometheusProto.Summary;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;

/**
 * Reads one {@code Metric} message and tells of it as of the lines that text has for it, one for
 * each bucket, quantile, count and sum.
 *
 * <p>A series is known by bytes that differ for different series and are the same on every page:
 *
 * <pre>
 *   | part (1) | bound (8) | name 0xff label 0xff value 0xff label 0xff value 0xff ... |
 * </pre>
 *
 * so that from one sample of a metric to the next only the first nine bytes change. 0xff is in no
 * UTF-8, and a part is below every character that a line of text begins with.
 */
final class MetricReader {
  private static final byte VALUE = 1;
  private static final byte COUNT = 2;
  private static final byte SUM = 3;
  private static final byte BUCKET = 4;
  private static final byte NATIVE = 5;

  private static final int NAME = 1 + Long.BYTES;
  private static final int END = 0xFF;

  private final PageVisitor visitor;
  private final NativeHistograms natives;
  private final SampleLine sample = new SampleLine();
  private final ProtoWriter key = new ProtoWriter(512);
  private final ProtoCursor metric = new ProtoCursor();
  private final ProtoCursor part = new ProtoCursor();
  private final ProtoCursor inner = new ProtoCursor();
  private final ExemplarReader exemplars = new ExemplarReader();
  private final HistogramFields histogram = new HistogramFields(exemplars);
  private final BucketList quantiles = new BucketList();
  private double gauge;
  private double untyped;
  private double counter;
  private int counterExemplarFrom;
  private int counterExemplarTo;
  private long counterCreatedNanos;
  private long summaryCount;
  private double summarySum;
  private long summaryCreatedNanos;

  MetricReader(PageVisitor visitor, NativeHistograms natives) {
    this.visitor = visitor;
    this.natives = natives;
  }

  /**
   * @param field the metric in its family
   * @param place of the family on the page, for complaints
   */
  void read(ProtoCursor field, byte[] name, FamilyType type, long place) throws PageException {
    begin(field, name, place);
    while (metric.next()) {
      switch (metric.field()) {
        case Metric.LABEL -> addLabel(Wire.message(metric, part));
        case Metric.GAUGE -> gauge = readValue(Wire.message(metric, part), gauge);
        case Metric.UNTYPED -> untyped = readValue(Wire.message(metric, part), untyped);
        case Metric.COUNTER -> readCounter(Wire.message(metric, part));
        case Metric.SUMMARY -> readSummary(Wire.message(metric, part));
        case Metric.HISTOGRAM -> histogram.read(Wire.message(metric, part));
        case Metric.TIMESTAMP_MS -> sample.timestampMillis = Wire.varint(metric);
        default -> {} // a later version's
      }
    }
    // Zero and nothing are the same to most writers, so zero is none, as in Prometheus.
    sample.hasTimestamp = sample.timestampMillis != 0;
    sample.array = key.array();
    sample.seriesTo = key.size();
    sample.labels.moveTo(key.array());
    tell(type);
  }

  private void begin(ProtoCursor field, byte[] name, long place) {
    Wire.message(field, metric);
    exemplars.begin(field.array());
    key.clear();
    key.rawByte(0).rawFixed64(0).raw(name, 0, name.length).rawByte(END);
    sample.byteNumber = place;
    sample.nameFrom = NAME;
    sample.nameTo = NAME + name.length;
    sample.labels.begin(key.array(), false);
    sample.timestampMillis = 0;
    sample.createdNanos = 0;
    gauge = 0;
    untyped = 0;
    counter = 0;
    counterExemplarTo = 0;
    counterCreatedNanos = 0;
    summaryCount = 0;
    summarySum = 0;
    summaryCreatedNanos = 0;
    quantiles.clear();
    histogram.clear();
  }

  private void addLabel(ProtoCursor pair) {
    int nameFrom = 0;
    int nameLength = 0;
    int valueFrom = 0;
    int valueLength = 0;
    while (pair.next()) {
      if (pair.field() == LabelPair.NAME) {
        Wire.requireText(pair, "the name of a label");
        nameFrom = pair.valueStart();
        nameLength = pair.valueLength();
      } else if (pair.field() == LabelPair.VALUE) {
        Wire.requireText(pair, "the value of a label");
        valueFrom = pair.valueStart();
        valueLength = pair.valueLength();
      }
    }
    if (nameLength == 0) throw MalformedException.at(pair.valueEnd(), "a label has no name");
    int at = key.size();
    key.raw(pair.array(), nameFrom, nameLength).rawByte(END);
    key.raw(pair.array(), valueFrom, valueLength).rawByte(END);
    int value = at + nameLength + 1;
    sample.labels.add(at, at + nameLength, value, value + valueLength);
  }

  /** Gauges and what has no type have nothing but a value. */
  private static double readValue(ProtoCursor message, double before) {
    double value = before;
    while (message.next()) {
      if (message.field() == Counter.VALUE) value = Wire.float64(message);
    }
    return value;
  }

  private void readCounter(ProtoCursor message) {
    while (message.next()) {
      switch (message.field()) {
        case Counter.VALUE -> counter = Wire.float64(message);
        case Counter.CREATED -> counterCreatedNanos = Wire.nanos(Wire.message(message, inner));
        case Counter.EXEMPLAR -> {
          exemplars.check(Wire.message(message, inner));
          counterExemplarFrom = message.valueStart();
          counterExemplarTo = message.valueEnd();
        }
        default -> {} // a later version's
      }
    }
  }

  private void readSummary(ProtoCursor message) {
    while (message.next()) {
      switch (message.field()) {
        case Summary.SAMPLE_COUNT -> summaryCount = Wire.varint(message);
        case Summary.SAMPLE_SUM -> summarySum = Wire.float64(message);
        case Summary.CREATED -> summaryCreatedNanos = Wire.nanos(Wire.message(message, inner));
        case Summary.QUANTILE -> readQuantile(Wire.message(message, inner));
        default -> {} // a later version's
      }
    }
  }

  private void readQuantile(ProtoCursor quantile) {
    int at = quantiles.add();
    while (quantile.next()) {
      if (quantile.field() == Quantile.QUANTILE) quantiles.bounds[at] = Wire.float64(quantile);
      if (quantile.field() == Quantile.VALUE) quantiles.values[at] = Wire.float64(quantile);
    }
  }

  private void tell(FamilyType type) throws PageException {
    switch (type) {
      case GAUGE -> tell(VALUE, "", gauge);
      case UNKNOWN -> tell(VALUE, "", untyped);
      case COUNTER -> {
        sample.createdNanos = counterCreatedNanos;
        tell(VALUE, "", counter, counterExemplarFrom, counterExemplarTo);
      }
      case SUMMARY -> tellSummary();
      case HISTOGRAM, GAUGE_HISTOGRAM -> tellHistogram(type == FamilyType.GAUGE_HISTOGRAM);
      case INFO, STATE_SET ->
          throw new IllegalArgumentException("protobuf has no type " + type.word());
    }
  }

  private void tellSummary() throws PageException {
    sample.createdNanos = summaryCreatedNanos;
    tell(COUNT, "_count", Wire.unsigned(summaryCount));
    tell(SUM, "_sum", summarySum);
    for (int i = 0; i < quantiles.size; i++) {
      setBound("quantile", quantiles.bounds[i]);
      tell(BUCKET, "", quantiles.values[i]);
    }
  }

  private void tellHistogram(boolean isGauge) throws PageException {
    sample.createdNanos = histogram.createdNanos;
    if (natives != NativeHistograms.IGNORED && histogram.isNative()) {
      histogram.finishNative();
      histogram.sparse.isGauge = isGauge;
      prepare(NATIVE, "");
      visitor.histogram(sample, histogram.sparse);
      boolean isBoth = natives == NativeHistograms.BESIDE_CLASSIC && histogram.buckets.size > 0;
      if (!isBoth) return;
    }
    tellClassic(isGauge);
  }

  /** A gauge histogram's count and sum are called as in OpenMetrics. */
  private void tellClassic(boolean isGauge) throws PageException {
    tell(COUNT, isGauge ? "_gcount" : "_count", histogram.count());
    tell(SUM, isGauge ? "_gsum" : "_sum", histogram.sum);
    BucketList buckets = histogram.buckets;
    for (int i = 0; i < buckets.size; i++) {
      setBound("le", buckets.bounds[i]);
      tell(BUCKET, "_bucket", buckets.values[i], buckets.exemplarFrom[i], buckets.exemplarTo[i]);
      if (buckets.bounds[i] == Double.POSITIVE_INFINITY) return;
    }
    setBound("le", Double.POSITIVE_INFINITY);
    tell(BUCKET, "_bucket", histogram.count());
  }

  private void setBound(String label, double bound) {
    sample.labels.number(label, bound);
    long bits = Double.doubleToRawLongBits(bound);
    byte[] array = key.array();
    for (int i = 1; i < NAME; i++, bits >>>= Byte.SIZE) array[i] = (byte) bits;
  }

  private void tell(byte which, String suffix, double value) throws PageException {
    tell(which, suffix, value, 0, 0);
  }

  private void tell(byte which, String suffix, double value, int exemplarFrom, int exemplarTo)
      throws PageException {
    prepare(which, suffix);
    sample.value = Double.isNaN(value) ? NumberReader.NAN : value;
    sample.hasExemplar = exemplarTo > 0;
    if (sample.hasExemplar) {
      exemplars.read(inner.reset(exemplars.array(), exemplarFrom, exemplarTo), sample.exemplar);
    }
    visitor.sample(sample);
  }

  private void prepare(byte which, String suffix) {
    key.array()[0] = which;
    sample.suffix = suffix;
    sample.hasExemplar = false;
  }
}
