package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.data.Batch;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The encoder against {@link LokiModel}, on any logs. */
class LokiModelTest {
  private static final long WALL_NANOS = 1_234_567_890_123_456_789L;
  private static final LokiPushEncoder USED = Logs.encoder(DefaultLabels.ALL);
  private static final JsonFactory JSON = new JsonFactory();

  /** What is left to come of one stream. */
  private record Open(Map<String, String> labels, Deque<Pushed.Line> lines) {}

  @Property(tries = 1000)
  void anyLogs_becomeTheStreamsAndLinesOfTheModel(@ForAll long seed) {
    ExportLogsServiceRequest request = asJson(new RandomLogs(seed, true).request());
    Batch batch = Logs.batch(request);
    var out = new ProtoWriter();
    // Whatever was encoded before, and given up.
    Logs.encode(USED, Logs.batch(new RandomLogs(seed + 1, true).request()), 300, out);
    out.clear();
    var encoded = Logs.encode(USED, batch, Integer.MAX_VALUE, out);
    List<LokiModel.Entry> wanted = LokiModel.entries(request, WALL_NANOS);
    assertThat(wanted).hasSize(batch.items());
    List<LokiModel.Entry> lines = wanted.stream().filter(one -> one.line() != null).toList();
    assertThat(encoded.lines()).isEqualTo(lines.size());
    assertThat(encoded.untranslatable()).isEqualTo(wanted.size() - lines.size());
    var streams = new ArrayList<Open>();
    for (Pushed.Stream stream : Pushed.read(out.toByteArray()).streams()) {
      streams.add(new Open(PromLabels.read(stream.labels()), new ArrayDeque<>(stream.lines())));
    }
    assertThat(streams.stream().map(Open::labels)).doesNotHaveDuplicates();
    for (LokiModel.Entry entry : lines) {
      assertThat(streams)
          .as("a stream that goes on with %s", entry)
          .anyMatch(one -> take(one, entry));
    }
  }

  private static boolean take(Open stream, LokiModel.Entry entry) {
    Pushed.Line next = stream.lines().peek();
    if (next == null || next.timeNanos() != entry.time()) return false;
    if (!areSame(entry.labels(), stream.labels())) return false;
    if (!json(next.text()).equals(entry.line())) return false;
    stream.lines().remove();
    return true;
  }

  private static boolean areSame(Map<String, String> wanted, Map<String, String> labels) {
    var known = new HashMap<>(labels);
    wanted.forEach(
        (name, value) ->
            known.computeIfPresent(name, (n, v) -> value.equals(LokiModel.ANY) ? value : v));
    return known.equals(wanted);
  }

  private static Object json(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      return value(parser, parser.nextToken());
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        var object = new HashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          object.put(parser.currentName(), value(parser, parser.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        var list = new ArrayList<Object>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(value(parser, next));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NULL -> LokiModel.NULL;
      default -> parser.getDoubleValue() + 0.0;
    };
  }

  private static ExportLogsServiceRequest asJson(ExportLogsServiceRequest request) {
    var logs = request.toBuilder();
    logs.getResourceLogsBuilderList()
        .forEach(group -> group.getResourceBuilder().addAttributes(0, kv("loki.format", "json")));
    return logs.build();
  }
}
