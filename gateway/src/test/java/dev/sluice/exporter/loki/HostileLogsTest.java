package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.request;
import static dev.sluice.exporter.loki.Logs.resource;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small requests that ask for much: what comes of them is bounded. */
class HostileLogsTest {
  private static final int MANY = 20_000;

  @Test
  void aLongKeyBeforeManyPairs_doesNotBecomeAGigabyteOfLogfmt() {
    var map = KeyValueList.newBuilder();
    for (int i = 0; i < MANY; i++) map.addValues(kv("k" + i, "v"));
    KeyValue wide =
        KeyValue.newBuilder()
            .setKey("x".repeat(100_000))
            .setValue(AnyValue.newBuilder().setKvlistValue(map))
            .build();
    var out = new ProtoWriter();
    Batch batch = Logs.batch(request(resource(kv("loki.format", "logfmt")), log(wide), log()));
    LokiPushEncoder.Encoded encoded =
        Logs.encode(Logs.encoder(DefaultLabels.ALL), batch, Integer.MAX_VALUE, out);
    assertThat(encoded.untranslatable()).isEqualTo(1);
    assertThat(encoded.lines()).isEqualTo(1);
    assertThat(out.array().length).isLessThan(1 << 20);
  }

  @Test
  void aLargeValueUnderManyNames_isNoLabel_andStaysInTheLine() {
    String large = "\"".repeat(200_000);
    AnyValue value = string(large);
    for (int depth = 0; depth < 30; depth++) {
      value =
          AnyValue.newBuilder()
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(KeyValue.newBuilder().setKey("a").setValue(value)))
              .build();
    }
    String names =
        String.join(",", IntStream.rangeClosed(1, 31).mapToObj(HostileLogsTest::path).toList());
    KeyValue nested = KeyValue.newBuilder().setKey("a").setValue(value).build();
    byte[] pushed =
        Logs.encode(
            Logs.batch(request(resource(), log(kv("loki.attribute.labels", names), nested))));
    assertThat(pushed.length).isLessThan(1_000_000);
    Pushed.Stream stream = Pushed.read(pushed).streams().get(0);
    assertThat(stream.labels()).doesNotContain("a_a");
    assertThat(stream.lines().get(0).text()).contains("\"a\":{\"a\":");
  }

  private static String path(int depth) {
    return String.join(".", java.util.Collections.nCopies(depth, "a"));
  }

  @Test
  void aTenantForEachRecord_makesAFewPartsAlone() {
    var logs = new LogRecord.Builder[MANY];
    for (int i = 0; i < MANY; i++) logs[i] = log(kv("t", "tenant-" + i));
    List<Batch> parts = new ArrayList<>();
    var tenants = new Tenants(new LokiResources(DefaultLabels.ALL));
    Batch batch = Logs.batch(request(resource(kv("loki.tenant", "t")), logs));
    tenants.partition(batch, (lane, part) -> parts.add(part));
    assertThat(parts.size()).isLessThan(1000);
    assertThat(parts.stream().mapToInt(Batch::items).sum()).isEqualTo(MANY);
    assertThat(parts).filteredOn(part -> tenants.of(part) == null).hasSize(1);
    assertThat(tenants.of(parts.get(7))).isEqualTo("tenant-7");
  }

  /** To name what is not there costs nothing: one record's names have one search's time. */
  @Test
  void namesWithManyDots_haveATimeTogether_ofOneRecord() {
    String names = "a." + "b.".repeat(31) + "c,m.x";
    KeyValue first = kv("a", Logs.map(kv("x", "y")));
    KeyValue map = kv("m", Logs.map(kv("x", "found")));
    byte[] pushed =
        Logs.encode(
            Logs.batch(
                request(
                    resource(),
                    log(kv("loki.attribute.labels", names), first, map),
                    log(kv("loki.attribute.labels", names), map))));
    List<String> labels =
        Pushed.read(pushed).streams().stream().map(Pushed.Stream::labels).toList();
    assertThat(labels).containsExactly("{exporter=\"OTLP\"}", "{exporter=\"OTLP\", m_x=\"found\"}");
  }

  /** Twenty kilobytes of gzip, 20 MiB of control characters, 120 MiB of JSON. */
  @Test
  void aRecordThatNoLokiTakes_isNotWrittenSixTimesAsLarge() {
    String large = "\u0001".repeat(5 << 20);
    var out = new ProtoWriter();
    for (Batch batch :
        List.of(
            Logs.batch(request(resource(), log().setBody(string(large)), log())),
            Logs.batch(request(resource(), log(kv("level", large)), log())))) {
      out.clear();
      LokiPushEncoder encoder = Logs.encoder(DefaultLabels.ALL);
      LokiPushEncoder.Encoded encoded = Logs.encode(encoder, batch, Integer.MAX_VALUE, out);
      assertThat(encoded.untranslatable()).isEqualTo(1);
      assertThat(encoded.lines()).isEqualTo(1);
      assertThat(out.array().length).isLessThan(1 << 20);
    }
    Batch ofResource = Logs.batch(request(resource(kv("service.name", large)), log()));
    LokiPushEncoder.Encoded encoded =
        Logs.encode(Logs.encoder(DefaultLabels.ALL), ofResource, Integer.MAX_VALUE, out);
    assertThat(encoded.untranslatable()).isEqualTo(1);
    assertThat(new LokiResources(DefaultLabels.ALL).of(ofResource.group(0).resource()).weight())
        .isLessThan(6 << 20);
  }

  /** An encoder is used again and again, and what one record needed must not stay for ever. */
  @Test
  void whatOneLongRecordNeeded_isSaidToBeHeld() {
    LokiPushEncoder encoder = Logs.encoder(DefaultLabels.ALL);
    var out = new ProtoWriter();
    Logs.encode(encoder, Logs.batch(request(resource(), log(kv("a", "b")))), 1 << 20, out);
    assertThat(encoder.heldBytes()).isLessThan(1 << 20);
    var many = LogRecord.newBuilder();
    for (int i = 0; i < 60_000; i++) many.addAttributes(kv("", ""));
    Logs.encode(encoder, Logs.batch(request(resource(), many)), 1 << 20, out);
    assertThat(encoder.heldBytes()).isGreaterThan(60_000 * 28);
  }
}
