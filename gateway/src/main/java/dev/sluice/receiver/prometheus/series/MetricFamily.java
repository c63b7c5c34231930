package dev.sluice.receiver.prometheus.series;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** One OTLP metric of one target: its name and kind, and its points in the order they came up. */
final class MetricFamily {
  private static final String TYPE_ATTRIBUTE = "prometheus.type";

  private final String name;
  private final OtlpKind kind;
  private final boolean trimsSuffixes;
  private final Map<ByteSlice, Point> points = new LinkedHashMap<>();
  private FamilyInfo info = FamilyInfo.NONE;
  private byte[] header = {};
  private byte[] metadata = {};
  private int headerVersion = -1;

  MetricFamily(String name, OtlpKind kind, boolean trimsSuffixes) {
    this.name = name;
    this.kind = kind;
    this.trimsSuffixes = trimsSuffixes;
  }

  /** Where the description and the unit come from, now and whenever they change. */
  void describe(FamilyInfo newInfo) {
    if (newInfo == info) return;
    info = newInfo;
    headerVersion = -1;
  }

  String name() {
    return name;
  }

  OtlpKind kind() {
    return kind;
  }

  /** The point with these attributes (as {@link Point#attributes} has them), made if need be. */
  Point point(byte[] attributes) {
    return points.computeIfAbsent(ByteSlice.of(attributes), key -> newPoint(attributes));
  }

  private Point newPoint(byte[] attributes) {
    return switch (kind) {
      case GAUGE, MONOTONIC_SUM, OTHER_SUM -> new NumberPoint(attributes);
      case HISTOGRAM -> new HistogramPoint(attributes);
      case EXPONENTIAL_HISTOGRAM -> new ExponentialPoint(attributes);
      case SUMMARY -> new SummaryPoint(attributes);
    };
  }

  Iterable<Point> points() {
    return points.values();
  }

  /** Forgets points to which no series leads; true if none is left. */
  boolean forgetOrphans() {
    points.values().removeIf(point -> point.series == 0);
    return points.isEmpty();
  }

  /**
   * Writes the metric with those of its points that are of that scrape, until {@code out} is of
   * that size, but one at least; returns how many.
   */
  int write(
      ProtoWriter out, Iterator<Point> left, int scrape, long processStartNanos, int maxSize) {
    int before = out.size();
    int metric = out.begin(Otlp.ScopeMetrics.METRICS);
    writeHeader(out);
    int data = out.begin(kind.dataField());
    int written = 0;
    while (left.hasNext() && (written == 0 || out.size() < maxSize)) {
      Point point = left.next();
      // All kinds of data have their points in field 1.
      if (point.isIn(scrape)
          && point.write(out, Otlp.Gauge.DATA_POINTS, kind.isCumulative(), processStartNanos)) {
        written++;
      }
    }
    if (written == 0) {
      out.truncate(before);
      return 0;
    }
    writeTemporality(out);
    out.end(data);
    out.raw(metadata, 0, metadata.length);
    out.end(metric);
    return written;
  }

  private void writeTemporality(ProtoWriter out) {
    if (kind.hasTemporality()) {
      // In field 2 of all that have it.
      out.varint(Otlp.Sum.AGGREGATION_TEMPORALITY, Otlp.AggregationTemporality.CUMULATIVE);
    }
    if (kind == OtlpKind.MONOTONIC_SUM) out.bool(Otlp.Sum.IS_MONOTONIC, true);
  }

  private void writeHeader(ProtoWriter out) {
    if (headerVersion != info.version) {
      header = makeHeader();
      metadata = makeMetadata();
      headerVersion = info.version;
    }
    out.raw(header, 0, header.length);
  }

  private byte[] makeHeader() {
    var out = new ProtoWriter(64);
    out.string(
        Otlp.Metric.NAME,
        trimsSuffixes ? Suffixes.withoutTypeAndUnit(name, kind.isSum(), info.unit) : name);
    if (!info.help.isEmpty()) out.string(Otlp.Metric.DESCRIPTION, info.help);
    if (!info.unit.isEmpty()) out.string(Otlp.Metric.UNIT, Units.toUcum(info.unit));
    return out.toByteArray();
  }

  private byte[] makeMetadata() {
    var out = new ProtoWriter(64);
    KeyValues.write(out, Otlp.Metric.METADATA, TYPE_ATTRIBUTE, info.type.word());
    return out.toByteArray();
  }
}
