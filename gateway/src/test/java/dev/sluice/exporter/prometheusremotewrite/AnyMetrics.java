package dev.sluice.exporter.prometheusremotewrite;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Random;

/**
 * Requests out of a seed: few names, keys and times, so that series meet again, and among them what
 * no client should send.
 */
final class AnyMetrics {
  private static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "a.b",
          "a_b",
          "a-b",
          "ab",
          "a_",
          "a.",
          "A",
          "http.method",
          "le",
          "quantile",
          "__name__",
          "job",
          "_x",
          "9q",
          "café",
          "instance",
          "service.name",
          "otel_scope_name",
          "otel.scope.a.b",
          "",
          "____",
          "ключ",
          "\ud83d\ude00");
  private static final List<Integer> CHARACTERS =
      List.of(
          (int) 'a', (int) 'b', (int) 'Z', (int) '_', (int) '.', (int) '0', 0, 0x7F, 0xE9, 0x7FF,
          0xD7FF, 0xFFFD, 0x1F600);
  private static final List<String> SCOPE_KEYS = List.of("name", "version", "a.b", "a_b", "");
  private static final List<String> NAMES =
      List.of(
          "m", "m.n", "m_n", "m_sum", "m_count", "m_bucket", "rpc.duration", "9", "", "имя", "up");
  private static final List<String> UNITS = List.of("", "s", "By", "1", "{x}", "By/s", "%");
  private static final List<String> TYPES = List.of("unknown", "info", "stateset", "");
  private static final List<String> TEXTS =
      List.of("", "x", "y", "GET", "a;b", "\u00e9", "<&>", "\n");
  private static final double[] VALUES = {
    0, -0.0, 1, 1.5, -3, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE
  };

  private final Random random;

  private AnyMetrics(long seed) {
    random = new Random(seed);
  }

  static ExportMetricsServiceRequest request(long seed) {
    return new AnyMetrics(seed).request();
  }

  private ExportMetricsServiceRequest request() {
    var request = ExportMetricsServiceRequest.newBuilder();
    for (int i = few(4); i > 0; i--) {
      var group = ResourceMetrics.newBuilder();
      if (random.nextInt(5) > 0) group.setResource(resource());
      for (int j = few(3); j > 0; j--) {
        var scope = ScopeMetrics.newBuilder();
        if (random.nextInt(3) == 0) scope.setScope(scope());
        for (int k = few(4); k > 0; k--) scope.addMetrics(metric());
        group.addScopeMetrics(scope);
      }
      request.addResourceMetrics(group);
    }
    return request.build();
  }

  private InstrumentationScope.Builder scope() {
    var scope = InstrumentationScope.newBuilder().setName(pick(TEXTS)).setVersion(pick(TEXTS));
    for (int i = few(2); i > 0; i--) scope.addAttributes(attribute(pick(SCOPE_KEYS), pick(TEXTS)));
    return scope;
  }

  private Resource.Builder resource() {
    var resource = Resource.newBuilder();
    if (random.nextBoolean())
      resource.addAttributes(attribute("service.name", "s" + random.nextInt(2)));
    if (random.nextInt(3) == 0) resource.addAttributes(attribute("service.namespace", pick(TEXTS)));
    if (random.nextInt(3) == 0)
      resource.addAttributes(attribute("service.instance.id", pick(TEXTS)));
    if (random.nextInt(2) == 0) resource.addAttributes(attribute("host.name", "h"));
    for (int i = random.nextInt(9) - 6; i > 0; i--) {
      resource.addAttributes(attribute(pick(KEYS), pick(TEXTS)));
    }
    return resource;
  }

  private Metric.Builder metric() {
    var metric = Metric.newBuilder().setName(pick(NAMES)).setUnit(pick(UNITS));
    if (random.nextInt(3) > 0) metric.setDescription(pick(TEXTS));
    if (random.nextInt(9) == 0) metric.addMetadata(attribute("prometheus.type", pick(TYPES)));
    int temporality = random.nextInt(4) == 0 ? random.nextInt(3) : 2;
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = few(4); i > 0; i--) metric.getGaugeBuilder().addDataPoints(number());
      }
      case 1 -> {
        metric
            .getSumBuilder()
            .setAggregationTemporalityValue(temporality)
            .setIsMonotonic(random.nextBoolean());
        for (int i = few(4); i > 0; i--) metric.getSumBuilder().addDataPoints(number());
      }
      case 2 -> {
        metric.getHistogramBuilder().setAggregationTemporalityValue(temporality);
        for (int i = few(3); i > 0; i--) metric.getHistogramBuilder().addDataPoints(histogram());
      }
      case 3 -> {
        metric.getExponentialHistogramBuilder().setAggregationTemporalityValue(temporality);
        for (int i = few(3); i > 0; i--) {
          metric.getExponentialHistogramBuilder().addDataPoints(exponential());
        }
      }
      case 4 -> {
        for (int i = few(3); i > 0; i--) metric.getSummaryBuilder().addDataPoints(summary());
      }
      default -> {}
    }
    return metric;
  }

  private NumberDataPoint.Builder number() {
    var point = NumberDataPoint.newBuilder().setTimeUnixNano(time()).setFlags(flags());
    for (int i = attributes(); i > 0; i--) point.addAttributes(attribute());
    if (random.nextInt(4) > 0) point.setAsDouble(value());
    if (random.nextInt(4) == 0) point.setAsInt(random.nextLong());
    if (random.nextInt(5) == 0)
      point
          .addExemplarsBuilder()
          .setTraceId(ByteString.copyFrom(id(16)))
          .setSpanId(ByteString.copyFrom(id(8)))
          .addFilteredAttributes(attribute());
    return point;
  }

  /** Sometimes none at all. */
  private byte[] id(int length) {
    var id = new byte[length];
    id[length - 1] = (byte) random.nextInt(3);
    return id;
  }

  private HistogramDataPoint.Builder histogram() {
    var point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(time())
            .setFlags(flags())
            .setCount(random.nextInt(9) == 0 ? -1 : random.nextInt(50));
    for (int i = attributes(); i > 0; i--) point.addAttributes(attribute());
    if (random.nextBoolean()) point.setSum(value());
    int bounds = few(3);
    for (int i = 0; i < bounds; i++) {
      point.addExplicitBounds(random.nextInt(12) == 0 ? value() : i * 0.5);
    }
    for (int i = few(4); i > 0; i--) point.addBucketCounts(random.nextInt(5));
    if (random.nextInt(5) == 0) point.addExemplarsBuilder().setAsDouble(value());
    return point;
  }

  private ExponentialHistogramDataPoint.Builder exponential() {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(time())
            .setFlags(flags())
            .setScale(random.nextInt(20) - 6);
    for (int i = attributes(); i > 0; i--) point.addAttributes(attribute());
    long count = 0;
    point.getPositiveBuilder().setOffset(random.nextInt(9) - 4);
    point.getNegativeBuilder().setOffset(random.nextInt());
    for (int i = few(6); i > 0; i--) {
      int above = random.nextInt(3);
      int below = random.nextInt(2);
      count += above + below;
      point.getPositiveBuilder().addBucketCounts(above);
      point.getNegativeBuilder().addBucketCounts(below);
    }
    point.setZeroCount(random.nextInt(2));
    count += point.getZeroCount();
    if (random.nextBoolean()) point.setSum(value());
    return point.setCount(random.nextInt(6) == 0 ? count + 1 : count);
  }

  private SummaryDataPoint.Builder summary() {
    var point = SummaryDataPoint.newBuilder().setTimeUnixNano(time()).setFlags(flags());
    for (int i = attributes(); i > 0; i--) point.addAttributes(attribute());
    point.setCount(random.nextInt(9)).setSum(value());
    for (int i = few(3); i > 0; i--) {
      point.addQuantileValuesBuilder().setQuantile(random.nextInt(8) / 8.0).setValue(value());
    }
    return point;
  }

  /** Mostly few. */
  private int attributes() {
    return random.nextInt(20) == 0 ? 20 + random.nextInt(20) : few(3);
  }

  private KeyValue.Builder attribute() {
    return attribute(random.nextInt(5) == 0 ? anyKey() : pick(KEYS), pick(TEXTS));
  }

  /**
   * Short, so that some are the beginning of others, and of characters whose order is told apart.
   */
  private String anyKey() {
    var key = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) key.appendCodePoint(pick(CHARACTERS));
    return key.toString();
  }

  private KeyValue.Builder attribute(String key, String text) {
    var value = AnyValue.newBuilder();
    switch (random.nextInt(10)) {
      case 0 -> value.setIntValue(random.nextInt(3));
      case 1 -> value.setDoubleValue(value());
      case 2 -> value.setBoolValue(random.nextBoolean());
      case 3 -> value = composed(text, 2);
      default -> value.setStringValue(text);
    }
    return KeyValue.newBuilder().setKey(key).setValue(value);
  }

  /** Bytes, lists and maps, empty ones too, in each other. */
  private AnyValue.Builder composed(String text, int depth) {
    var value = AnyValue.newBuilder();
    switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> value.setBytesValue(ByteString.copyFromUtf8(text));
      case 1 -> value.setStringValue(text);
      case 2 -> value.setDoubleValue(value());
      case 3 -> {
        value.getArrayValueBuilder();
        for (int i = few(3); i > 0; i--) {
          value.getArrayValueBuilder().addValues(composed(text, depth - 1));
        }
      }
      default -> {
        value.getKvlistValueBuilder();
        for (int i = few(3); i > 0; i--) {
          value
              .getKvlistValueBuilder()
              .addValuesBuilder()
              .setKey(pick(KEYS))
              .setValue(composed(pick(TEXTS), depth - 1));
        }
      }
    }
    return value;
  }

  private long time() {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      default -> 1_700_000_000_000_000_000L + random.nextInt(5) * 1_000_000L;
    };
  }

  private int flags() {
    return random.nextInt(8) == 0 ? random.nextInt(4) : 0;
  }

  private double value() {
    return VALUES[random.nextInt(VALUES.length)];
  }

  private int few(int most) {
    return random.nextInt(most + 1);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
