package dev.sluice.bench.faults;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A push to Loki: {@code streams = 1 { labels = 1, entries = 2 { timestamp = 1 { seconds = 1, nanos
 * = 2 }, line = 2, metadata = 3 } }}.
 */
final class LokiContents {
  private static final HexFormat HEX = HexFormat.of();

  private final Originals originals;

  LokiContents(Originals originals) {
    this.originals = originals;
  }

  private record Entry(String labels, long nanos, String line, int pairs) {}

  List<Arrival> read(byte[] body) throws IOException {
    var arrivals = new ArrayList<Arrival>();
    Fields.eachIn(body, 1, stream -> stream(stream, arrivals));
    return arrivals;
  }

  private void stream(byte[] stream, List<Arrival> arrivals) throws IOException {
    var labels = new StringBuilder();
    Fields.each(
        stream,
        (field, tag, in) -> {
          switch (field) {
            case 1 -> labels.append(in.readString());
            case 2 -> arrivals.add(arrival(labels.toString(), in.readByteArray()));
            default -> in.skipField(tag);
          }
        });
  }

  private Arrival arrival(String labels, byte[] entry) throws IOException {
    var nanos = new long[1];
    var line = new StringBuilder();
    var pairs = new int[1];
    Fields.each(
        entry,
        (field, tag, in) -> {
          switch (field) {
            case 1 ->
                Fields.within(
                    in,
                    (part, partTag, time) ->
                        nanos[0] += time.readInt64() * (part == 1 ? 1_000_000_000L : 1));
            case 2 -> line.append(in.readString());
            default -> {
              pairs[0]++;
              in.skipField(tag);
            }
          }
        });
    long number = number(line.toString());
    if (!Arrival.isPossible(number)) return Arrival.unknown(line.toString());
    var is = new Entry(labels, nanos[0], line.toString(), pairs[0]);
    return Arrival.of(number, is, expected(originals.logs(number), number)).inStream(labels);
  }

  private static Entry expected(ResourceLogs sent, long number) {
    LogRecord record = sent.getScopeLogs(0).getLogRecords(Originals.index(number));
    var scope = sent.getScopeLogs(0).getScope();
    Resource resource = sent.getResource();
    String line =
        """
        {"body":"%s","traceid":"%s","spanid":"%s","severity":"%s","attributes":{%s},\
        "resources":{%s},"instrumentation_scope":{"name":"%s","version":"%s"}}"""
            .formatted(
                record.getBody().getStringValue(),
                HEX.formatHex(record.getTraceId().toByteArray()),
                HEX.formatHex(record.getSpanId().toByteArray()),
                record.getSeverityText(),
                object(record.getAttributesList()),
                object(resource.getAttributesList()),
                scope.getName(),
                scope.getVersion());
    String labels =
        "{exporter=\"OTLP\", instance=\"%s\", job=\"%s/%s\", level=\"INFO\"}"
            .formatted(
                attribute(resource, "service.instance.id"),
                attribute(resource, "service.namespace"),
                attribute(resource, "service.name"));
    return new Entry(labels, record.getTimeUnixNano(), line, 0);
  }

  private static String object(List<KeyValue> attributes) {
    return attributes.stream()
        .map(pair -> "\"%s\":\"%s\"".formatted(pair.getKey(), pair.getValue().getStringValue()))
        .sorted()
        .collect(Collectors.joining(","));
  }

  static String attribute(Resource resource, String key) {
    return resource.getAttributesList().stream()
        .filter(pair -> pair.getKey().equals(key))
        .map(pair -> pair.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  /** The number behind the first {@code #}; less than 0: there is none. */
  static long number(String line) {
    int at = line.indexOf('#') + 1;
    if (at == 0 || line.length() < at + 10) return Arrival.NONE;
    try {
      return Long.parseLong(line.substring(at, at + 10));
    } catch (NumberFormatException damaged) {
      return Arrival.NONE;
    }
  }
}
