package dev.sluice.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.logs.Lines;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DebugExporterTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(DebugExporter.class);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final ManualClock clock = new ManualClock();
  private final Settings settings = TestSettings.of("debug/x", clock, new ManualTimer(clock));
  private final Branch branch = Samples.branch("debug/x", Signal.LOGS);
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    events.start();
    logger.addAppender(events);
    logger.setAdditive(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(events);
    logger.setAdditive(true);
  }

  @Test
  void basic_isOneEntryWithTheCollectorsFields() throws StartException {
    start(DebugConfig.DEFAULT).consume(Samples.logs(branch, "a", "one", "two"));
    assertThat(events.list).singleElement().satisfies(this::isCount);
  }

  private void isCount(ILoggingEvent event) {
    assertThat(event.getFormattedMessage()).isEqualTo("LogsExporter");
    assertThat(event.getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly(
            "kind=exporter", "data_type=logs", "name=debug/x", "resource logs=1", "log records=2");
  }

  @Test
  void normal_isASecondEntryOfLines() throws StartException {
    start(config(Verbosity.NORMAL)).consume(Samples.logs(branch, "a", "one", "two"));
    assertThat(events.list).hasSize(2).first().satisfies(this::isCount);
    ILoggingEvent lines = events.list.get(1);
    assertThat(lines.getMessage()).isEqualTo("one \ntwo \n");
    assertThat(lines.getMarkerList()).containsExactly(Lines.MARKER);
    assertThat(lines.getKeyValuePairs()).hasSize(3);
  }

  @Test
  void bracesInTelemetry_areNoPlaceholders() throws StartException {
    start(config(Verbosity.NORMAL)).consume(Samples.logs(branch, "a", "{} {}"));
    assertThat(events.list.get(1).getFormattedMessage()).isEqualTo("{} {} \n");
  }

  @Test
  void whatIsPrinted_isDelivered_andGivesItsMemoryBack() throws StartException {
    DebugExporter exporter = start(DebugConfig.DEFAULT);
    exporter.consume(Samples.logs(branch, "a", "one", "two"));
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(2);
    assertThat(branch.reservedBytes()).isZero();
  }

  @Test
  void whatCannotBePrinted_isDroppedAndSaidLoudly() throws StartException {
    Batch batch = Samples.logs(branch, "a", "one");
    ByteSlice torn = ByteSlice.of(new byte[] {0x12, 0x7F});
    batch = batch.map(group -> ResourceGroup.withoutResource(torn, group.items()));
    start(config(Verbosity.NORMAL)).consume(batch);
    assertThat(branch.account().settled(Outcome.DROPPED_INTERNAL_ERROR)).isEqualTo(1);
    assertThat(events.list.get(1).getFormattedMessage())
        .startsWith("exporter 'debug/x': could not print ");
  }

  @Test
  void entriesBeyondTheSample_arePrintedNoMore_butDelivered() throws StartException {
    DebugExporter exporter = start(new DebugConfig(Verbosity.BASIC, 2, 0, true, List.of("stdout")));
    for (int i = 0; i < 10; i++) exporter.consume(Samples.logs(branch, "a", "one"));
    assertThat(events.list).hasSize(2);
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(10);
  }

  @Test
  void withoutTheInternalLogger_entriesStandAlone() throws StartException, IOException {
    Path file = directory.resolve("debug.log");
    DebugExporter exporter =
        start(new DebugConfig(Verbosity.NORMAL, 2, 1, false, List.of(file.toString())));
    exporter.consume(Samples.logs(branch, "a", "one\u001b[31m", "two"));
    exporter.stop(Deadline.in(java.time.Duration.ofSeconds(1), clock));
    assertThat(events.list).isEmpty();
    assertThat(file)
        .hasContent(
            """
            LogsExporter\t{"resource logs": 1, "log records": 2}
            one\\u001b[31m\s
            two\s

            """);
    assertThat(Files.readString(file)).endsWith("two \n\n");
  }

  @Test
  void anOutputThatCannotBeOpened_isNamedAtTheStart() {
    String path = directory.resolve("absent/debug.log").toString();
    assertThatThrownBy(() -> start(new DebugConfig(Verbosity.BASIC, 2, 1, false, List.of(path))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(path);
  }

  private static DebugConfig config(Verbosity verbosity) {
    return new DebugConfig(verbosity, 2, 1, true, List.of("stdout"));
  }

  private DebugExporter start(DebugConfig config) throws StartException {
    DebugExporter exporter = new DebugExporter(config, settings, branch);
    exporter.start();
    return exporter;
  }
}
