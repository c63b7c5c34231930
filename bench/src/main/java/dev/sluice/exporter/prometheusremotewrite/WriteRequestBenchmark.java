package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Segments;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Batches of a thousand data points through the encoder, values and times fresh in each, round and
 * round over a number of series: 10 points a metric, 10 metrics a resource, 6 attributes each. The
 * figures are per point. Stands in the package whose inside it measures.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WriteRequestBenchmark {
  static final int POINTS = 1000;

  private static final int POINTS_PER_METRIC = 10;
  private static final int POINTS_PER_RESOURCE = 100;
  private static final long START = 1_760_000_000_000_000_000L;
  private static final long STEP = 10_000_000_000L;
  private static final int ROUNDS = 4;

  /** Different points; each histogram is ten series and more. */
  @Param({"1000", "10000", "100000"})
  int points = POINTS;

  /** gauge, counter or histogram. */
  @Param({"gauge", "histogram"})
  String kind = "gauge";

  /** Whether the series are the same round after round, or one in a hundred is new each time. */
  @Param({"same", "churn"})
  String series = "same";

  /** The version of remote write. */
  @Param({"V1", "V2"})
  String protocol = "V1";

  private final SplittableRandom random = new SplittableRandom(42);
  private final List<Batch> batches = new ArrayList<>();
  private WriteRequestEncoder encoder = new WriteRequestEncoder(Translation.DEFAULT, 1);
  private int next;

  /** Some rounds of the same series, each later than the one before. */
  @Setup
  public void setUp() {
    encoder = new WriteRequestEncoder(translation(), 64L << 20);
    batches.clear();
    int rounds = points > 10_000 ? 1 : ROUNDS;
    for (int round = 0; round < rounds; round++) {
      for (int first = 0; first < points; first += POINTS) {
        batches.add(batch(first, round));
      }
    }
    for (Batch batch : batches) encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);
  }

  private Translation translation() {
    Translation dflt = Translation.DEFAULT;
    return new Translation(
        dflt.names(),
        dflt.externalLabels(),
        dflt.targetInfo(),
        dflt.resourceLabels(),
        dflt.scopeLabels(),
        dflt.createdSeries(),
        Protocol.valueOf(protocol),
        dflt.histograms(),
        dflt.deltas());
  }

  private Batch batch(int first, int round) {
    var request = ExportMetricsServiceRequest.newBuilder();
    for (int i = first; i < first + POINTS; i += POINTS_PER_RESOURCE) {
      var scope = ScopeMetrics.newBuilder();
      for (int k = i; k < i + POINTS_PER_RESOURCE; k += POINTS_PER_METRIC) {
        scope.addMetrics(metric(k, round));
      }
      request.addResourceMetrics(
          ResourceMetrics.newBuilder()
              .setResource(resource(i / POINTS_PER_RESOURCE))
              .addScopeMetrics(scope));
    }
    byte[] bytes = request.build().toByteArray();
    Scanned scanned = OtlpScan.scan(Signal.METRICS, bytes, ScanLimits.DEFAULT);
    var nobody = new Fan(List.of(), scanned.items(), 0);
    return Batch.ofRequest(Signal.METRICS, scanned.groups(), nobody, Metadata.EMPTY);
  }

  private static Resource resource(int number) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", "orders-" + number % 50))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.instance.id", "orders-7c9f6d5b8-%05d".formatted(number)))
        .addAttributes(text("service.version", "4.17.2"))
        .addAttributes(text("host.name", "node-" + number % 20))
        .addAttributes(text("telemetry.sdk.language", "java"))
        .build();
  }

  private Metric metric(int first, int round) {
    long nanos = START + round * STEP;
    int number = first / POINTS_PER_METRIC % 10;
    var metric = Metric.newBuilder().setName("http.server.thing" + number).setUnit("s");
    for (int i = first; i < first + POINTS_PER_METRIC; i++) {
      boolean isNew = series.equals("churn") && i % 100 == round;
      List<KeyValue> attributes = attributes(isNew ? -i - round * points : i);
      if (kind.equals("histogram")) {
        metric
            .getHistogramBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(histogram(nanos).addAllAttributes(attributes));
      } else {
        metric
            .getGaugeBuilder()
            .addDataPoints(
                NumberDataPoint.newBuilder()
                    .setTimeUnixNano(nanos)
                    .setAsDouble(random.nextDouble())
                    .addAllAttributes(attributes));
      }
    }
    return metric.build();
  }

  private HistogramDataPoint.Builder histogram(long nanos) {
    var point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos)
            .setCount(1000)
            .setSum(random.nextDouble());
    for (int bound = 1; bound <= 14; bound++) point.addExplicitBounds(bound * 0.5);
    for (int bucket = 0; bucket <= 14; bucket++) point.addBucketCounts(random.nextInt(60));
    return point;
  }

  private static List<KeyValue> attributes(int number) {
    return List.of(
        text("http.request.method", "GET"),
        text("http.route", "/api/v2/orders/{id}/lines/" + (number < 0 ? number : number % 997)),
        text("network.protocol.version", "1.1"),
        text("url.scheme", "https"),
        text("server.address", "orders.shop.svc.cluster.local"),
        KeyValue.newBuilder()
            .setKey("http.response.status_code")
            .setValue(AnyValue.newBuilder().setIntValue(200 + Math.floorMod(number, 7)))
            .build());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** The request before compression; returns its length. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  public int encode() {
    return nextRequest().request().length();
  }

  /** With snappy; returns the compressed length. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  public long encodeAndCompress() throws IOException {
    try (Segments out = Compression.SNAPPY.compress(Body.of(nextRequest().request()))) {
      return out.size();
    }
  }

  private Encoded nextRequest() {
    Batch batch = batches.get(next);
    next = next + 1 == batches.size() ? 0 : next + 1;
    Encoded encoded = encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);
    encoder.taken();
    return encoded;
  }
}
