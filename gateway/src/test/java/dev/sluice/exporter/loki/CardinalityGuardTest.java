package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;
import static dev.sluice.exporter.loki.Logs.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.exporter.loki.GuardConfig.Action;
import dev.sluice.testkit.ManualClock;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CardinalityGuardTest {
  private final ManualClock clock = new ManualClock();
  private final LokiResources resources = new LokiResources(DefaultLabels.ALL);
  private final LokiPushEncoder encoder = Logs.encoder(resources, new MetadataLimits(), "[]");
  private final List<String> demoted = new ArrayList<>();

  private CardinalityGuard guard(int maxValues, Action action) {
    var config = new GuardConfig(maxValues, 0, Duration.ofMinutes(10), action);
    return new CardinalityGuard("loki", config, clock::nanoTime, this::demote);
  }

  private void demote(ByteSlice label) {
    demoted.add(label.utf8());
    resources.demote(label);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 500, 3000, 10_000, 300_000})
  void aSketch_countsAboutRight(int values) {
    var sketch = new Sketch();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < values; i++) {
        byte[] value = ("pod-" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        sketch.add(Sketch.hash(value, 0, value.length, 4711));
      }
    }
    assertThat((double) sketch.estimateWith(new Sketch()))
        .isCloseTo(values, within(Math.max(1, values * 0.12)));
  }

  @Test
  void whatIsOlderThanTheWindow_isForgotten() {
    var distinct = new Distinct();
    for (long i = 1; i <= 100; i++) distinct.add(i * 0x9E3779B97F4A7C15L, 0);
    assertThat(distinct.estimate(0)).isCloseTo(100, within(5L));
    assertThat(distinct.estimate(1)).isCloseTo(100, within(5L));
    distinct.add(1, 1);
    assertThat(distinct.estimate(2)).isEqualTo(1);
    assertThat(distinct.estimate(9)).isZero();
  }

  @Test
  void aLabelWithTooManyValues_isDemoted_andTheOthersStay() {
    CardinalityGuard guard = guard(50, Action.DEMOTE);
    Pushed before = push(guard, 0, 100);
    assertThat(before.streams()).hasSize(100);
    assertThat(demoted).containsExactly("request_id");

    Pushed after = push(guard, 100, 200);
    assertThat(after.stream().labels()).isEqualTo("{exporter=\"OTLP\", job=\"shop\"}");
    assertThat(after.stream().lines()).hasSize(100);
    for (Pushed.Line line : after.stream().lines()) {
      assertThat(line.metadata()).hasSize(1).containsKey("request_id");
      assertThat(line.text()).doesNotContain("request_id");
    }
    assertThat(demoted).hasSize(1);
  }

  @Test
  void withoutStructuredMetadata_whatIsDemotedStaysInTheLine() {
    CardinalityGuard guard = guard(50, Action.DEMOTE);
    push(guard, 0, 100);
    resources.withoutMetadata();
    for (Pushed.Line line : push(guard, 0, 10).stream().lines()) {
      assertThat(line.metadata()).isEmpty();
      assertThat(line.text()).contains("\"request_id\":\"r-");
    }
  }

  @Test
  void aResourcesLabel_isDemotedLikewise() {
    var resource =
        Logs.resource(
            kv("service.name", "shop"), kv("pod", "p"), kv("loki.resource.labels", "pod"));
    resources.demote(ByteSlice.utf8("pod"));
    resources.demote(ByteSlice.utf8("job"));
    resources.demote(ByteSlice.utf8("exporter"));
    resources.demote(ByteSlice.utf8("level"));
    var out = new ProtoWriter();
    Logs.encode(
        encoder, Logs.batch(Logs.request(resource, log().setSeverityNumberValue(9))), 1 << 20, out);
    Pushed pushed = Pushed.read(out.toByteArray());
    // Loki refuses a stream without any label.
    assertThat(pushed.stream().labels()).isEqualTo("{exporter=\"OTLP\"}");
    assertThat(pushed.stream().lines().get(0).metadata())
        .containsEntry("pod", "p")
        .containsEntry("job", "shop")
        .containsEntry("level", "INFO");
    assertThat(pushed.line()).isEqualTo("{\"resources\":{\"service.name\":\"shop\"}}");
  }

  @Test
  void warning_changesNothing() {
    CardinalityGuard guard = guard(50, Action.WARN);
    push(guard, 0, 100);
    assertThat(push(guard, 0, 100).streams()).hasSize(100);
    assertThat(demoted).isEmpty();
  }

  @Test
  void valuesSpreadOverTime_areNoExplosion() {
    CardinalityGuard guard = guard(50, Action.DEMOTE);
    for (int i = 0; i < 20; i++) {
      push(guard, i * 10, i * 10 + 10);
      clock.advance(Duration.ofMinutes(4));
    }
    assertThat(demoted).isEmpty();
  }

  @Test
  void theLog_namesTheLabel_whoseItIs_andWhatToDo() {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    var log = (Logger) LoggerFactory.getLogger(CardinalityGuard.class);
    log.addAppender(events);
    try {
      CardinalityGuard guard = guard(50, Action.WARN);
      for (int i = 0; i < 5; i++) push(guard, i * 100, i * 100 + 100);
    } finally {
      log.detachAppender(events);
    }
    List<String> lines =
        events.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("label `request_id` had about"))
            .toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains("more than 50", "job=\"shop\"", "set cardinality_guard::action to demote");
  }

  @Test
  void namesThatMeanNothing_doNotKeepAnExplosionUnseen() {
    CardinalityGuard guard = guard(50, Action.DEMOTE);
    var logs = new LogRecord.Builder[100];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = log(kv("loki.attribute.labels", "junk" + i), kv("junk" + i, "x"));
    }
    look(guard, logs);
    push(guard, 0, 100);
    push(guard, 0, 100);
    assertThat(demoted).containsExactly("request_id");
  }

  /** Each record asks for a label of its own value. */
  private Pushed push(CardinalityGuard guard, int from, int to) {
    var logs = new LogRecord.Builder[to - from];
    for (int i = from; i < to; i++) {
      logs[i - from] = log(kv("loki.attribute.labels", "request_id"), kv("request_id", "r-" + i));
    }
    return look(guard, logs);
  }

  private Pushed look(CardinalityGuard guard, LogRecord.Builder... logs) {
    var out = new ProtoWriter();
    Logs.encode(
        encoder,
        Logs.batch(Logs.request(Logs.resource(kv("service.name", "shop")), logs)),
        Integer.MAX_VALUE,
        out);
    guard.look(encoder);
    return Pushed.read(out.toByteArray());
  }
}
