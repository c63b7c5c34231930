package dev.sluice.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Captures;
import dev.sluice.testkit.FieldOrder;
import dev.sluice.testkit.Golden;
import dev.sluice.testkit.Samples;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrintingTest {

  /** The files were written by collector 0.111 from the same requests. */
  @ParameterizedTest
  @EnumSource(Signal.class)
  void whatIsPrinted_isWhatTheCollectorPrints(Signal signal) throws IOException {
    for (Verbosity verbosity : List.of(Verbosity.NORMAL, Verbosity.DETAILED)) {
      String name =
          "debug/%s-%s.txt".formatted(signal.id(), verbosity.name().toLowerCase(Locale.ROOT));
      Batch batch = Requests.example(Samples.branch("debug", signal));
      Golden.assertMatches(name, String.join("", print(batch, verbosity)));
    }
  }

  @Test
  void counts_haveTheCollectorsWords() throws IOException {
    assertThat(counts(Signal.TRACES)).isEqualTo("TracesExporter {resource spans=2, spans=3}");
    assertThat(counts(Signal.METRICS))
        .isEqualTo("MetricsExporter {resource metrics=1, metrics=6, data points=15}");
    assertThat(counts(Signal.LOGS)).isEqualTo("LogsExporter {resource logs=1, log records=5}");
  }

  private static String counts(Signal signal) throws IOException {
    Counts counts = Counts.of(Requests.example(Samples.branch("debug", signal)));
    return counts.title() + ' ' + counts.numbers();
  }

  @Test
  void aValueOfSeveralLines_isIndented() {
    Branch branch = Samples.branch("debug", Signal.LOGS);
    Batch batch = Samples.logs(branch, "a", "first\nSpan #0\nlast");
    assertThat(print(batch, Verbosity.NORMAL))
        .containsExactly("first\n        Span #0\n        last \n");
    assertThat(String.join("", print(batch, Verbosity.DETAILED)))
        .contains("Body: Str(first\n        Span #0\n        last)\n");
  }

  @Test
  void aLongText_isCutBetweenItems_andNothingIsLost() {
    String[] bodies = new String[2000];
    for (int i = 0; i < bodies.length; i++) bodies[i] = i + ":" + "x".repeat(500);
    Batch batch = Samples.logs(Samples.branch("debug", Signal.LOGS), "a", bodies);
    List<String> entries = print(batch, Verbosity.DETAILED);
    assertThat(entries).hasSizeBetween(5, 10);
    assertThat(entries).allSatisfy(entry -> assertThat(entry).endsWith("Flags: 0\n"));
    assertThat(entries.subList(1, entries.size()))
        .allSatisfy(entry -> assertThat(entry).startsWith("LogRecord #"));
    String all = String.join("", entries);
    for (String body : bodies) assertThat(all).contains("Str(" + body + ")");
  }

  @Test
  void whatTheAgentSends_isALineForEachPoint() throws IOException {
    for (int i = 1; i <= 9; i++) {
      Batch batch = Requests.of(Samples.branch("debug", Signal.METRICS), Captures.metrics(i));
      assertThat(String.join("", print(batch, Verbosity.NORMAL)).lines()).hasSize(batch.items());
    }
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void theOrderOfFields_makesNoDifference(Signal signal) throws IOException {
    Branch branch = Samples.branch("debug", signal);
    Batch batch = Requests.example(branch);
    ProtoWriter request = new ProtoWriter();
    for (ResourceGroup group : batch.groups()) group.writeTo(request);
    Message message = parse(signal, request.toByteArray());
    Batch reversed = Requests.of(branch, FieldOrder.reversed(message));
    assertThat(print(reversed, Verbosity.DETAILED)).isEqualTo(print(batch, Verbosity.DETAILED));
  }

  private static Message parse(Signal signal, byte[] request)
      throws InvalidProtocolBufferException {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.parseFrom(request);
      case METRICS -> ExportMetricsServiceRequest.parseFrom(request);
      case LOGS -> ExportLogsServiceRequest.parseFrom(request);
    };
  }

  private static List<String> print(Batch batch, Verbosity verbosity) {
    List<String> entries = new ArrayList<>();
    TextBlock block = new TextBlock(entries::add);
    Printing.of(batch.signal(), verbosity).print(batch, block);
    block.flush();
    return entries;
  }
}
