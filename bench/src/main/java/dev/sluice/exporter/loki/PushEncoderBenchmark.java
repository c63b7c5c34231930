package dev.sluice.exporter.loki;

import com.google.protobuf.ByteString;
import dev.sluice.data.Batch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A batch of ten thousand log records through the encoder: 267 bytes of OTLP each, a hundred from
 * one of ten services at a time, the four labels of the relay configuration, lines of JSON. The
 * figures are per record. Stands in the package whose inside it measures.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PushEncoderBenchmark {
  static final int RECORDS = 10_000;
  private static final int GROUPS = 100;
  private static final long START = 1_760_000_000_000_000_000L;

  /** Where the labels come from: the resource's hint, or one on every record as well. */
  @Param({"resource", "record"})
  String labels = "";

  private final LokiResources resources = new LokiResources(DefaultLabels.ALL);
  private final LokiPushEncoder encoder = new LokiPushEncoder(resources, () -> START);
  private final Tenants tenants = new Tenants(resources);
  private final PushBodies bodies = new PushBodies(() -> encoder, any -> {});
  private Batch batch = batch(new byte[0]);

  @Setup
  public void setUp() {
    var random = new Random(42);
    var request = ExportLogsServiceRequest.newBuilder();
    for (int i = 0; i < GROUPS; i++) {
      var scope =
          ScopeLogs.newBuilder()
              .setScope(InstrumentationScope.newBuilder().setName("com.example.shop.Orders"));
      for (int k = 0; k < RECORDS / GROUPS; k++) scope.addLogRecords(record(k, random));
      request.addResourceLogs(
          ResourceLogs.newBuilder().setResource(resource(i % 10)).addScopeLogs(scope));
    }
    batch = batch(request.build().toByteArray());
  }

  private static Batch batch(byte[] request) {
    Scanned scanned = OtlpScan.scan(Signal.LOGS, request, ScanLimits.DEFAULT);
    var nobody = new Fan(List.of(), scanned.items(), 0);
    return Batch.ofRequest(Signal.LOGS, scanned.groups(), nobody, Metadata.EMPTY);
  }

  private static Resource resource(int service) {
    String[] attributes = {
      "service.name", "orders-" + service,
      "service.namespace", "shop",
      "service.version", "4.17.2",
      "deployment.environment", "prod",
      "host.name", "orders-7c9f6d5b8-x2x" + service,
      "telemetry.sdk.language", "java",
      "telemetry.sdk.name", "opentelemetry",
      "service_name", "orders-" + service,
      "service_namespace", "shop",
      "service_version", "4.17.2",
      "deployment_environment", "prod",
      "loki.resource.labels",
          "service_name,service_namespace,service_version,deployment_environment"
    };
    var resource = Resource.newBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      resource.addAttributes(attribute(attributes[i], text(attributes[i + 1])));
    }
    return resource.build();
  }

  private LogRecord record(int number, Random random) {
    byte[] traceId = new byte[16];
    byte[] spanId = new byte[8];
    random.nextBytes(traceId);
    random.nextBytes(spanId);
    boolean isError = number % 10 == 0;
    var record =
        LogRecord.newBuilder()
            .setTimeUnixNano(START + number)
            .setSeverityNumberValue(isError ? 17 : 9)
            .setSeverityText(isError ? "ERROR" : "INFO")
            .setBody(
                text(
                    "Order 4711-%d of customer 0815 accepted: 3 items, 129.90 EUR, by \"card\", to Köln"
                        .formatted(number)))
            .setTraceId(ByteString.copyFrom(traceId))
            .setSpanId(ByteString.copyFrom(spanId))
            .setFlags(1)
            .addAttributes(attribute("thread.name", text("http-nio-8080-exec-" + number % 10)))
            .addAttributes(
                attribute("thread.id", AnyValue.newBuilder().setIntValue(40 + number % 10).build()))
            .addAttributes(attribute("code.function", text("placeOrder")));
    if (labels.equals("record")) {
      record.addAttributes(attribute("loki.attribute.labels", text("code.function")));
    }
    return record.build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** The lines; returns the length of the request that they will be. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long encode() {
    encoder.encode(batch, Integer.MAX_VALUE);
    return encoder.length();
  }

  /** The push request, compressed; returns its length. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long push() {
    try (PushBody body = bodies.write(batch, Integer.MAX_VALUE, any -> true)) {
      return body.length();
    }
  }

  /** What the pipeline's thread does besides: no record names a tenant. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int partition() {
    int[] parts = {0};
    tenants.partition(batch, (tenant, part) -> parts[0] += part.items());
    return parts[0];
  }
}
