package dev.sluice.telemetry.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private static final Map<String, Object> CLUSTER = new LinkedHashMap<>();

  static {
    CLUSTER.put("cluster", "eu-1");
    CLUSTER.put("shard", 3L);
    CLUSTER.put("tags", Arrays.asList("a", true, null, 0.5));
  }

  @Test
  void console_hasTheCollectorsColumns() throws IOException {
    Golden.assertMatches("telemetry/logs-console.txt", lines(LogEncoding.CONSOLE));
  }

  @Test
  void json_isAnObjectALine() throws IOException {
    String lines = lines(LogEncoding.JSON);
    Golden.assertMatches("telemetry/logs-json.txt", lines);
    for (String line : lines.split("\n")) assertThat(members(line)).containsKeys("level", "ts");
  }

  private static String lines(LogEncoding encoding) {
    var settings = new LineFormat(settings(encoding, CLUSTER, false));
    var cause = Events.stack(new IllegalStateException("closed\n2026-01-01\tinfo\tforged"));
    var failure = Events.stack(new IOException("no route", cause));
    failure.addSuppressed(Events.stack(new IOException("close failed")));
    var text = new StringBuilder();
    for (ILoggingEvent event :
        List.of(
            Events.of(Level.INFO, "Everything is ready. Begin running and processing data."),
            Events.with(
                Events.with(Events.of(Level.WARN, "exporter '{}': busy", "loki/eu"), "items", 512),
                "wait \"s\"",
                Double.NaN),
            Events.of(
                Level.DEBUG,
                "said {}",
                "\"a\\b\" \u001b[31m\r\n\t\0\u0085\u2028\u202e ü 😀 \ud83d"),
            Events.failed(Level.WARN, "could not send", failure),
            Events.failed(Level.ERROR, "could not send", failure))) {
      text.append(line(settings, event));
    }
    return text.toString();
  }

  @Test
  void settings_leaveOutColumnsAndStacks() {
    var bare =
        new LineFormat(
            new LogSettings(
                LogLevel.INFO, LogEncoding.CONSOLE, List.of(), Map.of(), null, false, false, true));
    assertThat(line(bare, Events.failed(Level.ERROR, "no", new IOException("x"))))
        .isEqualTo(
            "2026-01-02T03:04:05.006Z\terror\tno\t{\"error\": \"java.io.IOException: x\"}\n");
  }

  @Test
  void warnings_haveStacksInDevelopment() {
    var event = Events.failed(Level.WARN, "no", new IOException("x"));
    assertThat(line(new LineFormat(settings(LogEncoding.JSON, Map.of(), true)), event))
        .contains("\"stacktrace\":\"java.io.IOException: x\\n\\tat ");
  }

  @Test
  void aLongMessage_isCut() {
    String line =
        line(
            new LineFormat(settings(LogEncoding.CONSOLE, Map.of(), false)),
            Events.of(Level.INFO, "x".repeat(100_000)));
    assertThat(line).hasSizeLessThan(17_000).endsWith("x... (83616 more)\n");
  }

  @Test
  void linesThatAreMarked_stayLines_butForWhatMisleads() {
    var event = Events.of(Level.INFO, "Span #0\n\tName\u001b[31m\r\n" + "x".repeat(20_000) + "\n");
    event.addMarker(Lines.MARKER);
    Events.with(event, "name", "debug");
    String console = line(new LineFormat(settings(LogEncoding.CONSOLE, Map.of(), false)), event);
    assertThat(console)
        .contains("\tSpan #0\n\tName\\u001b[31m\\r\n" + "x".repeat(20_000) + "\n\t{\"name\": ");
    String json = line(new LineFormat(settings(LogEncoding.JSON, Map.of(), false)), event);
    assertThat(json)
        .contains("Span #0\\n\\tName\\u001b[31m\\r\\n" + "x".repeat(20_000) + "\\n\"")
        .endsWith("}\n")
        .containsOnlyOnce("\n");
  }

  @Property(tries = 300)
  void noMessage_beginsALineOfItsOwn(@ForAll String message, @ForAll String value) {
    var event = Events.with(Events.of(Level.INFO, "{}", message), value, message);
    String console = line(new LineFormat(settings(LogEncoding.CONSOLE, Map.of(), false)), event);
    assertThat(console.codePoints().filter(c -> c < ' ' || (c >= 0x7f && c < 0xa0)).toArray())
        .containsExactly('\t', '\t', '\t', '\t', '\n');
  }

  @Property(tries = 300)
  void json_givesBackWhatWasSaid(@ForAll String message, @ForAll String value) throws IOException {
    var event = Events.with(Events.of(Level.INFO, "{}", message), "value", value);
    String line = line(new LineFormat(settings(LogEncoding.JSON, Map.of(), false)), event);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(members(line)).containsEntry("msg", message).containsEntry("value", value);
  }

  private static Map<String, String> members(String line) throws IOException {
    var members = new LinkedHashMap<String, String>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, json.getText());
        json.skipChildren();
      }
      assertThat(json.nextToken()).isNull();
    }
    return members;
  }

  private static LogSettings settings(
      LogEncoding encoding, Map<String, Object> fields, boolean development) {
    return new LogSettings(
        LogLevel.INFO, encoding, List.of(), fields, null, true, true, development);
  }

  private static String line(LineFormat format, ILoggingEvent event) {
    return new String(format.line(event), StandardCharsets.UTF_8);
  }
}
