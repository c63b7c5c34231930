package dev.sluice.otlp;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceProto;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceProto;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceProto;
import io.opentelemetry.proto.common.v1.CommonProto;
import io.opentelemetry.proto.logs.v1.LogsProto;
import io.opentelemetry.proto.metrics.v1.MetricsProto;
import io.opentelemetry.proto.resource.v1.ResourceProto;
import io.opentelemetry.proto.trace.v1.TraceProto;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every constant against the generated descriptors, and every field of theirs against ours. */
class OtlpTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          CommonProto.getDescriptor(),
          ResourceProto.getDescriptor(),
          TraceProto.getDescriptor(),
          MetricsProto.getDescriptor(),
          LogsProto.getDescriptor(),
          TraceServiceProto.getDescriptor(),
          MetricsServiceProto.getDescriptor(),
          LogsServiceProto.getDescriptor());

  private final Map<String, Map<String, Integer>> schema = new TreeMap<>();

  OtlpTest() {
    for (FileDescriptor file : FILES) {
      for (Descriptor message : file.getMessageTypes()) add(message);
      for (EnumDescriptor type : file.getEnumTypes()) add(type);
    }
  }

  private void add(Descriptor message) {
    Map<String, Integer> fields =
        message.getFields().stream()
            .collect(toMap(f -> f.getName().toUpperCase(Locale.ROOT), f -> f.getNumber()));
    schema.put(message.getName(), fields);
    for (Descriptor nested : message.getNestedTypes()) add(nested);
    for (EnumDescriptor type : message.getEnumTypes()) add(type);
  }

  private void add(EnumDescriptor type) {
    String prefix = type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    schema.put(
        type.getName(),
        type.getValues().stream()
            .collect(toMap(v -> v.getName().substring(prefix.length() + 1), v -> v.getNumber())));
  }

  @TestFactory
  List<DynamicTest> constants_areTheSchemas() {
    return allTypes(Otlp.class)
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(),
                    () -> assertThat(constants(type)).isEqualTo(expected(type))))
        .toList();
  }

  /** All fields of a message; of an enumeration those that we have. */
  private Map<String, Integer> expected(Class<?> type) {
    Map<String, Integer> expected = schema.get(type.getSimpleName());
    assertThat(expected).as("%s in the schema", type.getSimpleName()).isNotNull();
    if (!type.equals(Otlp.DataPointFlags.class)) return expected;
    return Map.of("NO_RECORDED_VALUE_MASK", expected.get("NO_RECORDED_VALUE_MASK"));
  }

  @Test
  void messages_areAllThere() {
    assertThat(allTypes(Otlp.class).map(Class::getSimpleName))
        .containsAll(
            schema.keySet().stream()
                .filter(name -> !name.matches("(Traces|Metrics|Logs)Data|.*Service|.*Flags"))
                .filter(name -> !name.equals("SeverityNumber"))
                .toList());
  }

  @Test
  void signals_shareTheNumbersOfTheirEnvelopes() {
    assertThat(constants(Otlp.ResourceMetrics.class).values())
        .containsExactlyInAnyOrderElementsOf(constants(Otlp.ResourceSpans.class).values());
    assertThat(Otlp.ResourceSpans.SCOPE_SPANS)
        .isEqualTo(Otlp.ResourceMetrics.SCOPE_METRICS)
        .isEqualTo(Otlp.ResourceLogs.SCOPE_LOGS);
    assertThat(Otlp.ScopeSpans.SPANS)
        .isEqualTo(Otlp.ScopeMetrics.METRICS)
        .isEqualTo(Otlp.ScopeLogs.LOG_RECORDS);
    assertThat(Otlp.ResourceSpans.SCHEMA_URL)
        .isEqualTo(Otlp.ResourceMetrics.SCHEMA_URL)
        .isEqualTo(Otlp.ResourceLogs.SCHEMA_URL)
        .isEqualTo(Otlp.ScopeSpans.SCHEMA_URL);
    assertThat(
            List.of(
                Otlp.Sum.DATA_POINTS,
                Otlp.Histogram.DATA_POINTS,
                Otlp.ExponentialHistogram.DATA_POINTS,
                Otlp.Summary.DATA_POINTS))
        .containsOnly(Otlp.Gauge.DATA_POINTS);
  }

  private static java.util.stream.Stream<Class<?>> allTypes(Class<?> outer) {
    return Arrays.stream(outer.getDeclaredClasses())
        .flatMap(
            type ->
                java.util.stream.Stream.concat(java.util.stream.Stream.of(type), allTypes(type)));
  }

  private static Map<String, Integer> constants(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields()).collect(toMap(Field::getName, OtlpTest::value));
  }

  private static int value(Field constant) {
    try {
      return constant.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
