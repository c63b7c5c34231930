package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.integer;
import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.resource;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.data.Batch;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StructuredMetadataTest {
  private final MetadataLimits limits = new MetadataLimits();

  /** Of what was encoded last. */
  private int leftOut;

  private final LokiResources resources = new LokiResources(DefaultLabels.ALL);

  private static LogRecord.Builder full() {
    return log(kv("http.route", "/pay"), kv("_x", integer(7)), kv("empty", ""))
        .setObservedTimeUnixNano(42)
        .setSeverityNumberValue(9)
        .setSeverityText("Info")
        .setFlags(1)
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
        .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) 0xab}))
        .setBody(string("hello"));
  }

  private static ExportLogsServiceRequest request(LogRecord.Builder... logs) {
    var scope = InstrumentationScope.newBuilder().setName("lib").setVersion("1.2").build();
    var resource =
        resource(
            kv("service.name", "shop"),
            kv("k8s.pod.name", "p-1"),
            kv("k8s.pod.uid", "u-1"),
            kv("loki.resource.labels", "k8s.pod.name"));
    return Logs.request(resource, scope, logs);
  }

  @Test
  void whatIsNamed_travelsBesideTheLine_whichStaysAsItIs() {
    Pushed.Line line = only(push("[k8s.pod.uid, trace_id, span_id, http.route, absent]", full()));
    assertThat(line.metadata())
        .containsExactly(
            Map.entry("trace_id", "0102030405060708090a0b0c0d0e0f10"),
            Map.entry("span_id", "00000000000000ab"),
            Map.entry("k8s_pod_uid", "u-1"),
            Map.entry("http_route", "/pay"));
    assertThat(line.text()).isEqualTo(Logs.push(request(full())).line());
  }

  @Test
  void all_isEverythingThatIsNoLabelAndNoHint() {
    Pushed.Line line = only(push("all", full()));
    assertThat(line.metadata())
        .containsOnlyKeys(
            "trace_id",
            "span_id",
            "severity_number",
            "severity_text",
            "flags",
            "observed_timestamp",
            "scope_name",
            "scope_version",
            "http_route",
            "key_x",
            "service_name",
            "k8s_pod_uid")
        .containsEntry("severity_number", "9")
        .containsEntry("severity_text", "Info")
        .containsEntry("flags", "1")
        .containsEntry("observed_timestamp", "42")
        .containsEntry("scope_name", "lib")
        .containsEntry("scope_version", "1.2")
        .containsEntry("key_x", "7");
  }

  @Test
  void anEmptyRecord_hasNone() {
    byte[] bytes = encode("[trace_id, http.route]", Logs.request(resource(), log()));
    assertThat(bytes).isEqualTo(Logs.encode(Logs.batch(Logs.request(resource(), log()))));
  }

  @Test
  void theRecordsAttribute_winsOverTheResources_andTheFirstOfEqualNamesOverTheOthers() {
    var record = log(kv("k8s.pod.uid", "mine"), kv("k8s_pod_uid", "other"), kv("trace_id", "x"));
    assertThat(only(push("all", record)).metadata())
        .containsEntry("k8s_pod_uid", "mine")
        .containsEntry("trace_id", "x");
    assertThat(only(push("[k8s.pod.uid]", record)).metadata())
        .containsExactly(Map.entry("k8s_pod_uid", "mine"));
  }

  @Test
  void moreThanLokiTakes_isLeftToTheLine_andCounted() {
    var many = new KeyValue[200];
    for (int i = 0; i < many.length; i++) many[i] = kv("k" + i, "v");
    Pushed.Line line = only(push("all", log(many)));
    assertThat(line.metadata()).hasSize(128);
    assertThat(line.text()).contains("\"k199\":\"v\"");
    assertThat(leftOut).isEqualTo(200 + 2 + 2 - 128);

    Pushed.Line large =
        only(push("[big, small]", log(kv("big", "x".repeat(66_000)), kv("small", "y"))));
    assertThat(large.metadata()).containsOnlyKeys("small");
    assertThat(leftOut).isOne();
  }

  @Test
  void whatLokiCounts_areLinesAndMetadata() {
    var out = new ProtoWriter();
    Encoded encoded =
        Logs.encode(
            Logs.encoder(resources, limits, "[http.route]"),
            Logs.batch(request(full(), full())),
            Integer.MAX_VALUE,
            out);
    Pushed.Line line = Pushed.read(out.toByteArray()).stream().lines().get(0);
    int bytes = line.text().getBytes(StandardCharsets.UTF_8).length;
    assertThat(encoded.countedBytes()).isEqualTo(2 * (bytes + "http_route/pay".length()));
  }

  @Test
  void aComplaint_isLearnedFromOnce() {
    String tooMany =
        "stream '{}' has too many structured metadata labels: '100', limit: '10'. Please see";
    assertThat(limits.learn(tooMany)).isTrue();
    assertThat(limits.learn(tooMany)).isFalse();
    assertThat(limits.maxEntries()).isEqualTo(10);
    String tooLarge =
        "stream '{}' has structured metadata too large: '500' bytes, limit: '64' bytes.";
    assertThat(limits.learn(tooLarge)).isTrue();
    assertThat(limits.maxBytes()).isEqualTo(64);
    String off = "stream '{}' includes structured metadata, but this feature is disallowed. Please";
    assertThat(limits.learn(off)).isTrue();
    assertThat(limits.learn(off)).isFalse();
    assertThat(only(push("all", full())).metadata()).isEmpty();
    assertThat(limits.learn("HTTP 500")).isFalse();
  }

  /** Whatever is sent, the lines are those of without, and the names are Loki's. */
  @Property(tries = 500)
  void anyRecord_keepsItsLine_andHasReadableNames(@ForAll long seed) {
    ExportLogsServiceRequest request = new RandomLogs(seed, true).request();
    Batch batch = Logs.batch(request);
    var out = new ProtoWriter();
    Logs.encode(Logs.encoder(resources, limits, "all"), batch, Integer.MAX_VALUE, out);
    Pushed with = Pushed.read(out.toByteArray());
    out.clear();
    Logs.encode(new LokiPushEncoder(resources, () -> 1), batch, Integer.MAX_VALUE, out);
    Pushed without = Pushed.read(out.toByteArray());
    assertThat(with.streams().stream().map(Pushed.Stream::labels))
        .isEqualTo(without.streams().stream().map(Pushed.Stream::labels).toList());
    for (int i = 0; i < with.streams().size(); i++) {
      var lines = with.streams().get(i).lines();
      assertThat(lines.stream().map(Pushed.Line::text))
          .isEqualTo(without.streams().get(i).lines().stream().map(Pushed.Line::text).toList());
      var labels = PromLabels.read(with.streams().get(i).labels());
      for (Pushed.Line line : lines) {
        line.metadata()
            .forEach(
                (name, value) -> {
                  assertThat(name).matches("[a-zA-Z_][a-zA-Z0-9_]*");
                  assertThat(value).isNotEmpty();
                  assertThat(labels).doesNotContainKey(name);
                });
      }
    }
  }

  private Pushed push(String yaml, LogRecord.Builder log) {
    return Pushed.read(encode(yaml, request(log)));
  }

  private byte[] encode(String yaml, ExportLogsServiceRequest request) {
    var out = new ProtoWriter();
    LokiPushEncoder encoder = Logs.encoder(resources, limits, yaml);
    leftOut = Logs.encode(encoder, Logs.batch(request), Integer.MAX_VALUE, out).leftOut();
    return out.toByteArray();
  }

  private static Pushed.Line only(Pushed pushed) {
    return pushed.stream().lines().get(0);
  }
}
