package dev.sluice.cli;

import dev.sluice.config.Section;
import dev.sluice.telemetry.logs.LogEncoding;
import dev.sluice.telemetry.logs.LogLevel;
import dev.sluice.telemetry.logs.LogSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code service: telemetry: logs:}. */
final class LogsReader {
  /** What every line has of its own. */
  private static final List<String> COLUMNS =
      List.of("level", "ts", "caller", "msg", "error", "stacktrace");

  private LogsReader() {}

  static LogSettings read(Section s) {
    LogSettings dflt = LogSettings.DEFAULT;
    var settings =
        new LogSettings(
            AnyCase.choice(s, "level", "info", levels(), "the least that is logged"),
            s.choice("encoding", dflt.encoding(), encodings(), "the form of a line"),
            s.texts("output_paths", dflt.outputPaths(), "stderr, stdout, or files to append to"),
            initialFields(s),
            sampling(s.section("sampling", "leaves out lines that repeat")),
            !s.flag("disable_caller", false, "leaves out where in the code a line comes from"),
            !s.flag("disable_stacktrace", false, "leaves out the stack traces of errors"),
            s.flag("development", false, "shows the stack traces of warnings, too"));
    checkOutputs(s, settings.outputPaths());
    s.ignored("error_output_paths", "logging has no errors of its own to tell");
    s.ignored("disable_zap_resource", "log lines do not repeat the resource");
    s.ignored("processors", "this build writes its logs to `output_paths` and sends them nowhere");
    return settings;
  }

  private static Map<String, LogLevel> levels() {
    var levels = new LinkedHashMap<String, LogLevel>();
    levels.put("debug", LogLevel.DEBUG);
    levels.put("info", LogLevel.INFO);
    levels.put("warn", LogLevel.WARN);
    levels.put("error", LogLevel.ERROR);
    levels.put("dpanic", LogLevel.OFF);
    levels.put("panic", LogLevel.OFF);
    levels.put("fatal", LogLevel.OFF);
    levels.put("", LogLevel.INFO);
    return levels;
  }

  private static Map<String, LogEncoding> encodings() {
    var encodings = new LinkedHashMap<String, LogEncoding>();
    encodings.put("console", LogEncoding.CONSOLE);
    encodings.put("json", LogEncoding.JSON);
    return encodings;
  }

  private static LogSettings.@Nullable Sampling sampling(Section s) {
    LogSettings.Sampling dflt = LogSettings.Sampling.DEFAULT;
    boolean enabled = s.flag("enabled", true, "false: every line is written");
    var sampling =
        new LogSettings.Sampling(
            s.duration("tick", dflt.tick(), "time after which counting begins anew"),
            s.integer(
                "initial", dflt.initial(), 0, Integer.MAX_VALUE, "lines that are always written"),
            s.integer(
                "thereafter",
                dflt.thereafter(),
                0,
                Integer.MAX_VALUE,
                "of the further lines, one in so many is written; 0: none"));
    return enabled ? sampling : null;
  }

  private static Map<String, @Nullable Object> initialFields(Section s) {
    Object written = s.plain("initial_fields", "a map of fields that stand in every line");
    var fields = new LinkedHashMap<String, @Nullable Object>();
    if (written instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    } else if (written != null) {
      s.refuse("initial_fields", "must be a map", "fix: initial_fields: {cluster: eu-1}");
    }
    for (String column : COLUMNS) {
      if (fields.remove(column) == null) continue;
      s.refuse("initial_fields", "cannot hold `" + column + "`: every line has one of its own");
    }
    return fields;
  }

  private static void checkOutputs(Section s, List<String> paths) {
    for (String path : paths) {
      if (path.isBlank() || (path.contains("://") && !path.startsWith("file:///"))) {
        s.refuse(
            "output_paths",
            "has `" + path + "`, which is no output",
            "allowed: stderr, stdout, a file's path, file:///path");
      }
    }
  }
}
