package dev.sluice.exporter.loki;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What README.md says of labels and JSON lines, told once more as plainly as can be, on the
 * generated classes.
 */
final class LokiModel {
  /** The text of numbers, lists and maps is others' affair: such a label's value may be any. */
  static final String ANY = "(any)";

  /** Stands for JSON's {@code null}. */
  static final Object NULL = "(null)".toCharArray();

  private static final Set<String> HINTS =
      Set.of("loki.resource.labels", "loki.attribute.labels", "loki.format", "loki.tenant");

  /**
   * One record, in the order in which they stand.
   *
   * @param line as maps, lists, strings, booleans and doubles; null: it has none
   */
  record Entry(Map<String, String> labels, long time, @Nullable Map<String, Object> line) {}

  private LokiModel() {}

  static List<Entry> entries(ExportLogsServiceRequest request, long wallNanos) {
    var entries = new ArrayList<Entry>();
    for (ResourceLogs group : request.getResourceLogsList()) {
      List<KeyValue> resource = group.getResource().getAttributesList();
      for (ScopeLogs scope : group.getScopeLogsList()) {
        for (LogRecord log : scope.getLogRecordsList()) {
          entries.add(entry(resource, scope.getScope(), log, wallNanos));
        }
      }
    }
    return entries;
  }

  private static Entry entry(
      List<KeyValue> resource, InstrumentationScope scope, LogRecord log, long wallNanos) {
    var attributes = new ArrayList<>(log.getAttributesList());
    var hinted = new ArrayList<>(names(find(attributes, "loki.attribute.labels")));
    if (log.getSeverityNumberValue() != 0) {
      if (find(attributes, "level") == null) {
        attributes.add(Logs.kv("level", Levels.text(log.getSeverityNumberValue()).utf8()));
      }
      AnyValue hint = find(attributes, "loki.attribute.labels");
      if (hint == null || hint.hasStringValue() || hint.hasArrayValue()) hinted.add("level");
    }
    var raw = new LinkedHashMap<String, String>();
    raw.put("exporter", "OTLP");
    AnyValue service = find(resource, "service.name");
    AnyValue space = find(resource, "service.namespace");
    if (service != null) {
      String prefix = space == null ? "" : text(space) + "/";
      raw.put("job", (prefix + text(service)).contains(ANY) ? ANY : prefix + text(service));
    }
    AnyValue instance = find(resource, "service.instance.id");
    if (instance != null) raw.put("instance", text(instance));
    for (List<KeyValue> hints : List.of(resource, log.getAttributesList())) {
      for (String name : names(find(hints, "loki.resource.labels"))) put(raw, name, resource);
    }
    for (String name : hinted) put(raw, name, attributes);
    var labels = new TreeMap<String, String>();
    raw.forEach((name, value) -> labels.put(sanitised(name), value));
    return new Entry(
        labels, time(log, wallNanos), line(raw.keySet(), attributes, resource, scope, log));
  }

  private static void put(Map<String, String> raw, String name, List<KeyValue> attributes) {
    AnyValue value = seek(attributes, name);
    if (value == null) return;
    // The later one stays, also of two names that are one label.
    raw.remove(name);
    raw.put(name, text(value));
  }

  private static long time(LogRecord log, long wallNanos) {
    if (log.getTimeUnixNano() != 0) return log.getTimeUnixNano();
    return log.getObservedTimeUnixNano() != 0 ? log.getObservedTimeUnixNano() : wallNanos;
  }

  private static @Nullable Map<String, Object> line(
      Set<String> promoted,
      List<KeyValue> attributes,
      List<KeyValue> resource,
      InstrumentationScope scope,
      LogRecord log) {
    var line = new HashMap<String, Object>();
    try {
      if (log.getBody().getValueCase() != AnyValue.ValueCase.VALUE_NOT_SET) {
        line.put("body", json(log.getBody()));
      }
      putId(line, "traceid", log.getTraceId().toByteArray());
      putId(line, "spanid", log.getSpanId().toByteArray());
      if (!log.getSeverityText().isEmpty()) line.put("severity", log.getSeverityText());
      if (log.getFlags() != 0) line.put("flags", (double) Integer.toUnsignedLong(log.getFlags()));
      putObject(line, "attributes", object(attributes, promoted));
      putObject(line, "resources", object(resource, promoted));
      if (!scope.getName().isEmpty()) {
        var inLine = new HashMap<String, Object>(Map.of("name", scope.getName()));
        line.put("instrumentation_scope", inLine);
        if (!scope.getVersion().isEmpty()) inLine.put("version", scope.getVersion());
        putObject(inLine, "attributes", members(scope.getAttributesList()));
      }
      return line;
    } catch (ArithmeticException notFinite) {
      return null;
    }
  }

  private static void putId(Map<String, Object> line, String name, byte[] id) {
    for (byte part : id) {
      if (part == 0) continue;
      line.put(name, HexFormat.of().formatHex(id));
      return;
    }
  }

  private static void putObject(Map<String, Object> line, String name, Map<String, Object> object) {
    if (!object.isEmpty()) line.put(name, object);
  }

  private static Map<String, Object> object(List<KeyValue> attributes, Set<String> promoted) {
    return members(
        attributes.stream()
            .filter(one -> !promoted.contains(one.getKey()) && !HINTS.contains(one.getKey()))
            .toList());
  }

  private static Map<String, Object> members(List<KeyValue> attributes) {
    var object = new HashMap<String, Object>();
    // Of two of one name the last stays, and the first is not looked at.
    var last = new LinkedHashMap<String, AnyValue>();
    for (KeyValue one : attributes) last.put(one.getKey(), one.getValue());
    last.forEach((key, value) -> object.put(key, json(value)));
    return object;
  }

  private static Object json(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> (double) value.getIntValue();
      case DOUBLE_VALUE -> {
        if (!Double.isFinite(value.getDoubleValue())) throw new ArithmeticException();
        // Of the two zeros JSON has one.
        yield value.getDoubleValue() + 0.0;
      }
      case BYTES_VALUE -> {
        byte[] bytes = value.getBytesValue().toByteArray();
        yield bytes.length == 0 ? NULL : Base64.getEncoder().encodeToString(bytes);
      }
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(LokiModel::json).toList();
      case KVLIST_VALUE -> members(value.getKvlistValue().getValuesList());
      default -> NULL;
    };
  }

  private static @Nullable AnyValue find(List<KeyValue> attributes, String name) {
    for (KeyValue one : attributes) if (one.getKey().equals(name)) return one.getValue();
    return null;
  }

  /** The whole name, else splits from the right: what is left of one has to be a map. */
  private static @Nullable AnyValue seek(List<KeyValue> attributes, String name) {
    AnyValue exact = find(attributes, name);
    if (exact != null) return exact;
    for (int dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
      AnyValue left = seek(attributes, name.substring(0, dot));
      if (left == null || !left.hasKvlistValue()) continue;
      return seek(left.getKvlistValue().getValuesList(), name.substring(dot + 1));
    }
    return null;
  }

  private static List<String> names(@Nullable AnyValue hint) {
    if (hint == null) return List.of();
    List<String> written =
        switch (hint.getValueCase()) {
          case STRING_VALUE -> Arrays.asList(hint.getStringValue().split(","));
          case ARRAY_VALUE ->
              hint.getArrayValue().getValuesList().stream().map(LokiModel::text).toList();
          default -> List.of(text(hint));
        };
    return written.stream()
        .map(name -> name.replaceAll("(?U)^\\s+|\\s+$", ""))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toList());
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case VALUE_NOT_SET -> "";
      default -> ANY;
    };
  }

  private static String sanitised(String raw) {
    String name =
        raw.codePoints()
            .mapToObj(Character::toString)
            .map(LokiModel::letter)
            .collect(Collectors.joining());
    if (name.matches("[0-9].*")) return "key_" + name;
    return name.matches("_|_[^_].*") ? "key" + name : name;
  }

  private static String letter(String one) {
    return one.matches("[A-Za-z0-9]") ? one : "_";
  }
}
