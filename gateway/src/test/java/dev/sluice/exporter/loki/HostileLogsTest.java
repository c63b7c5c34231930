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
}
