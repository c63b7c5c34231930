package dev.sluice.cli;

import dev.sluice.sending.storage.LogSurvey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code queue inspect --json} prints; names stay, and new ones may come. */
final class QueueJson {
  private QueueJson() {}

  static String of(List<QueueInspect.Seen> seen) {
    return seen.stream()
        .map(QueueJson::queue)
        .collect(Collectors.joining(",\n  ", "{\"queues\": [\n  ", "\n]}"));
  }

  private static String queue(QueueInspect.Seen seen) {
    LogSurvey s = seen.survey();
    var fields = new Fields();
    fields.text("exporter", seen.queue().exporter());
    fields.text("signal", seen.queue().signal().id());
    fields.text("directory", seen.queue().directory().toString());
    fields.text("holder", s.holder());
    fields.number("segments", s.segments()).number("bytes", s.bytes());
    fields.number("records", s.records());
    fields.number("queued_records", s.openRecords()).number("queued_items", s.openItems());
    fields.text("oldest", s.openRecords() == 0 ? null : time(s.oldestMillis()));
    fields.text("newest", s.openRecords() == 0 ? null : time(s.newestMillis()));
    fields.number("appended_items", s.appendedItems()).number("delivered_items", s.delivered());
    fields.number("rejected_items", s.rejected()).number("dropped_items", s.dropped());
    fields.number("missing_items", s.lostItems());
    fields.number("unreadable_records", s.unreadableRecords());
    fields.number("unreadable_items", s.unreadableItems());
    fields.number("unfinished_bytes", s.tornBytes());
    fields.number("set_aside_bytes", s.setAsideBytes());
    List<Path> formers = seen.formers().directories();
    fields.raw("former_directories", list(formers.stream().map(Path::toString)));
    fields.text("former_trouble", seen.formers().trouble());
    return fields.raw("foreign_files", list(s.foreign().stream())).end();
  }

  private static String list(Stream<String> texts) {
    return texts.map(QueueJson::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static final class Fields {
    private final StringBuilder json = new StringBuilder();

    Fields raw(String name, String value) {
      json.append(json.isEmpty() ? "{" : ", ").append(quoted(name)).append(": ").append(value);
      return this;
    }

    Fields number(String name, long value) {
      return raw(name, Long.toString(value));
    }

    Fields text(String name, @Nullable String value) {
      return raw(name, value == null ? "null" : quoted(value));
    }

    String end() {
      return json.append('}').toString();
    }
  }
}
