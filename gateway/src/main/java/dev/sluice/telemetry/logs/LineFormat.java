package dev.sluice.telemetry.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** An event as one line, in the collector's two forms. Any thread. */
final class LineFormat {
  private final boolean json;
  private final boolean caller;
  private final Level stackTracesFrom;
  private final String initialFields;

  LineFormat(LogSettings settings) {
    this.json = settings.encoding() == LogEncoding.JSON;
    this.caller = settings.caller();
    Level from = settings.development() ? Level.WARN : Level.ERROR;
    this.stackTracesFrom = settings.stackTraces() ? from : Level.OFF;
    var fields = new StringBuilder();
    var writer = new JsonFields(fields, !json);
    settings.initialFields().forEach(writer::add);
    this.initialFields = fields.toString();
  }

  byte[] line(ILoggingEvent event) {
    var out = new StringBuilder(256);
    if (json) {
      appendJson(event, out);
    } else {
      appendConsole(event, out);
    }
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void appendJson(ILoggingEvent event, StringBuilder out) {
    out.append("{\"level\":\"").append(word(event.getLevel())).append("\",\"ts\":\"");
    Timestamp.append(event.getTimeStamp(), out);
    out.append('"');
    var members = new JsonFields(out.append(','), false);
    if (caller) members.add("caller", Caller.of(event));
    if (isLines(event)) {
      members.addLines("msg", event.getFormattedMessage());
    } else {
      members.add("msg", event.getFormattedMessage());
    }
    addFields(event, members);
    String stack = stack(event);
    if (stack != null) members.add("stacktrace", stack);
    out.append('}');
  }

  private void appendConsole(ILoggingEvent event, StringBuilder out) {
    Timestamp.append(event.getTimeStamp(), out);
    out.append('\t').append(word(event.getLevel())).append('\t');
    if (caller) {
      LineText.append(Caller.of(event), out);
      out.append('\t');
    }
    if (isLines(event)) {
      LineText.appendLines(event.getFormattedMessage(), out);
    } else {
      LineText.append(event.getFormattedMessage(), out);
    }
    int beforeFields = out.length();
    var fields = new JsonFields(out.append("\t{"), true);
    addFields(event, fields);
    if (fields.isEmpty()) {
      out.setLength(beforeFields);
    } else {
      out.append('}');
    }
    String stack = stack(event);
    if (stack != null) out.append('\n').append(stack);
  }

  private static boolean isLines(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    return markers != null && markers.contains(Lines.MARKER);
  }

  private void addFields(ILoggingEvent event, JsonFields fields) {
    fields.addWritten(initialFields);
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) fields.add(pair.key, pair.value);
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) fields.add("error", StackText.line(thrown));
  }

  private @Nullable String stack(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null || !event.getLevel().isGreaterOrEqual(stackTracesFrom)) return null;
    return StackText.stack(thrown);
  }

  private static String word(Level level) {
    if (level.isGreaterOrEqual(Level.ERROR)) return "error";
    if (level.isGreaterOrEqual(Level.WARN)) return "warn";
    return level.isGreaterOrEqual(Level.INFO) ? "info" : "debug";
  }
}
