package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static dev.sluice.exporter.loki.Logs.string;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Metadata;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.FieldOrder;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LokiPushEncoderPropertiesTest {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Property(tries = 1500)
  void anyRecord_isOneJsonObjectUnderReadableLabels_orCounted(@ForAll long seed) throws Exception {
    ExportLogsServiceRequest request = inFormat("json", new RandomLogs(seed, true).request());
    Batch batch = Logs.batch(request);
    var out = new ProtoWriter();
    Encoded encoded = Logs.encode(Logs.encoder(DefaultLabels.ALL), batch, Integer.MAX_VALUE, out);
    Pushed pushed = Pushed.read(out.toByteArray());
    assertThat(pushed.lineCount()).isEqualTo(encoded.lines());
    assertThat(encoded.lines() + encoded.untranslatable()).isEqualTo(batch.items());
    for (Pushed.Stream stream : pushed.streams()) {
      assertThat(PromLabels.read(stream.labels())).containsKey("exporter");
      for (Pushed.Line line : stream.lines()) assertIsOneObject(line.text());
    }
  }

  /** A pair as LogQL's `logfmt` reads it: a key, and a value that is bare or quoted. */
  private static final Pattern LOGFMT =
      Pattern.compile(
          "(?:[^ =\"\\x00-\\x1F]++=(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^ =\"\\x00-\\x1F]*+)(?: |$))*+");

  @Property(tries = 1500)
  void anyRecord_isOneLineOfLogfmt_orCounted(@ForAll long seed) {
    ExportLogsServiceRequest request = inFormat("logfmt", new RandomLogs(seed, true).request());
    Batch batch = Logs.batch(request);
    var out = new ProtoWriter();
    Encoded encoded = Logs.encode(Logs.encoder(DefaultLabels.ALL), batch, Integer.MAX_VALUE, out);
    Pushed pushed = Pushed.read(out.toByteArray());
    assertThat(encoded.lines() + encoded.untranslatable()).isEqualTo(batch.items());
    assertThat(pushed.lineCount()).isEqualTo(encoded.lines());
    for (Pushed.Stream stream : pushed.streams()) {
      assertThat(PromLabels.read(stream.labels())).containsKey("exporter");
      for (Pushed.Line line : stream.lines()) {
        assertThat(line.text()).doesNotContain("\n").matches(LOGFMT);
      }
    }
  }

  /** Resources and streams whose 32-bit hashes are the same, found by trying. */
  @Test
  void whatCollidesInAHash_keepsItsOwnLabels() {
    var resources = new HashMap<Integer, Integer>();
    var streams = new HashMap<Integer, Integer>();
    var colliding = new ArrayList<int[]>();
    for (int i = 0; i < 250_000; i++) {
      byte[] resource = ofService(i).getResourceLogs(0).getResource().toByteArray();
      Integer other = resources.put(ByteSlice.hash(resource, 0, resource.length), i);
      if (other != null) colliding.add(new int[] {other, i});
      byte[] stream = stream(i).getBytes(StandardCharsets.UTF_8);
      other = streams.put(ByteSlice.hash(stream, 0, stream.length), i);
      if (other != null) colliding.add(new int[] {other, i});
    }
    // 14 are to be expected; none at all happens once in a million runs.
    assertThat(colliding).isNotEmpty();
    LokiPushEncoder encoder = Logs.encoder(DefaultLabels.ALL);
    var out = new ProtoWriter();
    for (int[] pair : colliding) {
      var builder = new BatchBuilder(Signal.LOGS);
      for (int round = 0; round < 2; round++) {
        for (int service : pair) builder.add(Logs.batch(ofService(service)));
      }
      out.clear();
      Logs.encode(encoder, builder.build(Metadata.EMPTY), Integer.MAX_VALUE, out);
      assertThatEachIsItsOwn(Pushed.read(out.toByteArray()));
    }
  }

  private static String stream(int service) {
    String level = service % 25 == 0 ? "" : "level=\"" + Levels.text(service % 25).utf8() + "\", ";
    return "{exporter=\"OTLP\", %sservice_name=\"service-%d\"}".formatted(level, service);
  }

  @Property(tries = 500)
  void theOrderOfFields_meansNothing(@ForAll long seed) {
    ExportLogsServiceRequest request = new RandomLogs(seed, true).request();
    byte[] forwards = Logs.encode(Logs.batch(request));
    byte[] backwards = Logs.encode(Logs.batch(FieldOrder.reversed(request)));
    assertThat(Pushed.read(backwards)).isEqualTo(Pushed.read(forwards));
  }

  @Property(tries = 300)
  void anEncoderUsedBefore_writesTheSame(@ForAll long seed) {
    Batch first = Logs.batch(new RandomLogs(seed, true).request());
    Batch second = Logs.batch(new RandomLogs(seed + 1, true).request());
    LokiPushEncoder used = Logs.encoder(DefaultLabels.ALL);
    var out = new ProtoWriter();
    Logs.encode(used, first, Integer.MAX_VALUE, out);
    Logs.encode(used, second, 300, out);
    out.clear();
    Logs.encode(used, first, Integer.MAX_VALUE, out);
    assertThat(Pushed.read(out.toByteArray())).isEqualTo(Pushed.read(Logs.encode(first)));
  }

  /** Every record says whose it is; so must its labels, whatever the caches did. */
  @Test
  void twoThousandServicesChurning_neverGetEachOthersLabels() {
    var resources = new LokiResources(DefaultLabels.ALL);
    var encoder = new LokiPushEncoder(resources, () -> 1);
    var random = new SplittableRandom(42);
    var out = new ProtoWriter();
    for (int round = 0; round < 60; round++) {
      var builder = new BatchBuilder(Signal.LOGS);
      for (int i = 0; i < 200; i++) {
        Batch one = Logs.batch(ofService(random.nextInt(2000)));
        builder.add(one);
      }
      out.clear();
      Logs.encode(encoder, builder.build(Metadata.EMPTY), Integer.MAX_VALUE, out);
      assertThatEachIsItsOwn(Pushed.read(out.toByteArray()));
    }
  }

  private static void assertThatEachIsItsOwn(Pushed pushed) {
    for (Pushed.Stream stream : pushed.streams()) {
      String service = PromLabels.read(stream.labels()).get("service_name");
      for (Pushed.Line line : stream.lines()) {
        assertThat(line.text()).contains("\"body\":\"from " + service + "\"");
        assertThat(line.text()).contains("\"pid\":" + service.substring("service-".length()));
      }
    }
  }

  private static ExportLogsServiceRequest ofService(int number) {
    String name = "service-" + number;
    var resource =
        Logs.resource(
            kv("service_name", name),
            kv("pid", Logs.integer(number)),
            kv("loki.resource.labels", "service_name,absent"));
    return Logs.request(
        resource,
        log().setBody(string("from " + name)).setSeverityNumberValue(number % 25),
        log(kv("loki.attribute.labels", "who"), kv("who", name)).setBody(string("from " + name)));
  }

  @Test
  void linesOfAStream_keepTheirOrder_acrossResourcesAndScopes() {
    var random = new SplittableRandom(7);
    var builder = new BatchBuilder(Signal.LOGS);
    var expected = new HashMap<String, List<String>>();
    for (int i = 0; i < 500; i++) {
      String service = "s" + random.nextInt(3);
      String body = service + " " + i;
      var resource = Logs.resource(kv("service.name", service), kv("pid", "p" + random.nextInt(4)));
      builder.add(Logs.batch(Logs.request(resource, log().setBody(string(body)))));
      expected.computeIfAbsent(service, any -> new ArrayList<>()).add(body);
    }
    Pushed pushed = Pushed.read(Logs.encode(builder.build(Metadata.EMPTY)));
    assertThat(pushed.streams()).hasSize(3);
    for (Pushed.Stream stream : pushed.streams()) {
      String service = PromLabels.read(stream.labels()).get("job");
      List<String> bodies =
          stream.lines().stream().map(line -> line.text().split("\"")[3]).toList();
      assertThat(bodies).isEqualTo(expected.get(service));
    }
  }

  private static void assertIsOneObject(String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      json.skipChildren();
      assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(json.nextToken()).isNull();
    }
    assertThat(line).doesNotContain("\n");
  }

  /** The same logs, all of them in that format. */
  private static ExportLogsServiceRequest inFormat(
      String format, ExportLogsServiceRequest request) {
    var logs = request.toBuilder();
    logs.getResourceLogsBuilderList()
        .forEach(group -> group.getResourceBuilder().addAttributes(0, kv("loki.format", format)));
    return logs.build();
  }
}
