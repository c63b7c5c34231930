package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Captures;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Java agent sends, with the four labels that the relay configuration adds. */
class CapturedLogsTest {
  private static final Map<String, String> INSERTED =
      Map.of(
          "service_name", "service.name",
          "service_namespace", "service.namespace",
          "service_version", "service.version",
          "deployment_environment", "deployment.environment");

  private static final Pattern TRACE_ID = Pattern.compile("\"traceid\":\"([0-9a-f]{32})\"");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void everyRecord_isALine_underTheFourLabels(int number) throws IOException {
    ExportLogsServiceRequest request =
        withRelayLabels(ExportLogsServiceRequest.parseFrom(Captures.logs(number)));
    Pushed pushed = Logs.push(request);

    var expected = new ArrayList<LogRecord>();
    for (ResourceLogs group : request.getResourceLogsList()) {
      group.getScopeLogsList().forEach(scope -> expected.addAll(scope.getLogRecordsList()));
    }
    assertThat(pushed.lineCount()).isEqualTo(expected.size()).isPositive();
    for (Pushed.Stream stream : pushed.streams()) {
      assertThat(PromLabels.read(stream.labels()).keySet())
          .contains("exporter", "job", "instance", "level")
          .containsAll(present(request));
      for (Pushed.Line line : stream.lines()) {
        assertThat(line.text()).contains("\"resources\":{").contains("\"service.name\":");
        assertThat(line.text()).doesNotContain("\"service_name\"").doesNotContain("loki.");
      }
    }
    var written = new HashSet<String>();
    for (Pushed.Stream stream : pushed.streams()) {
      for (Pushed.Line line : stream.lines()) {
        Matcher trace = TRACE_ID.matcher(line.text());
        written.add(line.timeNanos() + " " + (trace.find() ? trace.group(1) : ""));
      }
    }
    for (LogRecord record : expected) {
      String trace = HexFormat.of().formatHex(record.getTraceId().toByteArray());
      assertThat(written).contains(time(record) + " " + trace);
    }
  }

  private static long time(LogRecord record) {
    return record.getTimeUnixNano() != 0
        ? record.getTimeUnixNano()
        : record.getObservedTimeUnixNano();
  }

  /** Of the four labels those whose attribute the resource has. */
  private static List<String> present(ExportLogsServiceRequest request) {
    List<String> names =
        request.getResourceLogs(0).getResource().getAttributesList().stream()
            .map(KeyValue::getKey)
            .toList();
    return INSERTED.keySet().stream().filter(names::contains).toList();
  }

  private static ExportLogsServiceRequest withRelayLabels(ExportLogsServiceRequest request) {
    var changed = request.toBuilder();
    changed
        .getResourceLogsBuilderList()
        .forEach(
            group -> {
              List<KeyValue> attributes = List.copyOf(group.getResource().getAttributesList());
              var resource = group.getResourceBuilder();
              INSERTED.forEach(
                  (label, name) ->
                      attributes.stream()
                          .filter(attribute -> attribute.getKey().equals(name))
                          .forEach(found -> resource.addAttributes(kv(label, found.getValue()))));
              resource.addAttributes(
                  kv(
                      "loki.resource.labels",
                      "service_name,service_namespace,service_version,deployment_environment"));
            });
    return changed.build();
  }
}
