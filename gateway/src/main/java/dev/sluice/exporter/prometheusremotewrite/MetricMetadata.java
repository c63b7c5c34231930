package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a metric is, for people: type, help and unit, in remote write 1.0's MetricMetadata.
 *
 * @param type a value of its enum MetricType
 */
record MetricMetadata(int type, String help, String unit) {
  private static final int UNKNOWN = 0;
  private static final int COUNTER = 1;
  static final int GAUGE = 2;
  private static final int HISTOGRAM = 3;
  private static final int SUMMARY = 5;
  private static final int INFO = 6;
  private static final int STATESET = 7;

  private static final int METADATA = 3;
  private static final int TYPE = 1;
  private static final int FAMILY = 2;
  private static final int HELP = 4;
  private static final int UNIT = 5;

  /** Under this key the prometheus receiver keeps the type that OTLP has no word for. */
  private static final String PROMETHEUS_TYPE = "prometheus.type";

  /** Adds what a batch says of its metrics, by family name; what is said last counts. */
  static void collect(Batch batch, MetricNames names, Map<String, MetricMetadata> families) {
    for (int i = 0; i < batch.size(); i++) {
      for (ProtoCursor group = batch.group(i).rest().cursor(); group.next(); ) {
        if (!group.isLen(Otlp.ResourceMetrics.SCOPE_METRICS)) continue;
        for (ProtoCursor scope = group.message(); scope.next(); ) {
          if (scope.isLen(Otlp.ScopeMetrics.METRICS)) add(scope.message(), names, families);
        }
      }
    }
  }

  private static void add(
      ProtoCursor metric, MetricNames names, Map<String, MetricMetadata> families) {
    String name = "";
    String help = "";
    String unit = "";
    String prometheusType = "";
    int data = 0;
    boolean monotonic = false;
    while (metric.next()) {
      switch (metric.field()) {
        case Otlp.Metric.NAME -> name = metric.slice().utf8();
        case Otlp.Metric.DESCRIPTION -> help = metric.slice().utf8();
        case Otlp.Metric.UNIT -> unit = metric.slice().utf8();
        case Otlp.Metric.METADATA -> prometheusType = prometheusType(metric, prometheusType);
        case Otlp.Metric.GAUGE,
            Otlp.Metric.SUM,
            Otlp.Metric.HISTOGRAM,
            Otlp.Metric.EXPONENTIAL_HISTOGRAM,
            Otlp.Metric.SUMMARY -> {
          data = metric.field();
          monotonic = data == Otlp.Metric.SUM && isMonotonic(metric.message());
        }
        default -> {}
      }
    }
    if (data == 0) return;
    String family = names.name(name, unit, monotonic, data == Otlp.Metric.GAUGE);
    if (family.isEmpty()) return;
    int type = type(Kind.ofData(data, monotonic), prometheusType);
    families.put(family, new MetricMetadata(type, help, names.unit(unit)));
  }

  private static String prometheusType(ProtoCursor metric, String before) {
    String said =
        prometheusType(
            Attribute.list(
                metric.array(), metric.fieldStart(), metric.valueEnd(), Otlp.Metric.METADATA));
    return said.isEmpty() ? before : said;
  }

  private static String prometheusType(List<Attribute> metadata) {
    for (Attribute a : metadata) {
      if (a.key().equals(PROMETHEUS_TYPE)) return a.value().utf8();
    }
    return "";
  }

  private static boolean isMonotonic(ProtoCursor sum) {
    boolean monotonic = false;
    while (sum.next()) {
      if (sum.isVarint(Otlp.Sum.IS_MONOTONIC)) monotonic = sum.bool();
    }
    return monotonic;
  }

  /** The value of the enum MetricType for a metric with that metadata. */
  static int type(Kind kind, List<Attribute> metadata) {
    return type(kind, prometheusType(metadata));
  }

  private static int type(Kind kind, String prometheusType) {
    return switch (kind) {
      case GAUGE -> prometheusType.equals("unknown") ? UNKNOWN : GAUGE;
      case COUNTER -> COUNTER;
      case UP_DOWN -> upDown(prometheusType);
      case HISTOGRAM, EXPONENTIAL -> HISTOGRAM;
      case SUMMARY -> SUMMARY;
    };
  }

  private static int upDown(String prometheusType) {
    return switch (prometheusType) {
      case "info" -> INFO;
      case "stateset" -> STATESET;
      default -> GAUGE;
    };
  }

  /** Writes this as an entry of a WriteRequest. */
  void writeTo(ProtoWriter out, String family) {
    int entry = out.begin(METADATA);
    if (type != UNKNOWN) out.varint(TYPE, type);
    out.bytes(FAMILY, family.getBytes(StandardCharsets.UTF_8));
    if (!help.isEmpty()) out.string(HELP, help);
    if (!unit.isEmpty()) out.string(UNIT, unit);
    out.end(entry);
  }
}
