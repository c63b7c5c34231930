package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Account;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Branch;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exporter as the gateway runs it, with its queue and threads, over real sockets. */
class RemoteWriteChainTest {
  private static final int SERIES = 20;

  private final FakePrometheus prometheus = new FakePrometheus();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Branch branch = Samples.branch("prometheusremotewrite", Signal.METRICS);
  private final Account account = branch.account();
  private final Exporter exporter = exporter();

  private Exporter exporter() {
    Section section =
        Sections.parse(
            "endpoint: %s\nretry_on_failure: {initial_interval: 1ms, max_interval: 20ms}\n"
                .formatted(prometheus.backend.url("/api/v1/write")));
    var factory = new PrometheusRemoteWriteExporterFactory();
    PrometheusRemoteWriteConfig config = factory.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    try {
      return factory.create(
          config, TestSettings.of("prometheusremotewrite", Clock.SYSTEM, timer), branch);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void nothingIsLeft() {
    exporter.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
    timer.shutdownNow();
    prometheus.close();
    assertThat(account.queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
  }

  /** All series at one time, whose value is that time. */
  private void consume(long millis) {
    var metrics = new Metric[SERIES];
    for (int i = 0; i < SERIES; i++)
      metrics[i] = gauge("g" + i, "", point(millis, millis * 1_000_000));
    exporter.consume(Metrics.batch(branch, request(resource(), metrics)));
  }

  /** Every instance's gauge at one time, whose value is that time. */
  private void consumeOfInstances(int instances, long millis) {
    var merged = new BatchBuilder(Signal.METRICS);
    for (int i = 0; i < instances; i++) {
      var of = resource("service.name", "s", "service.instance.id", "i" + i);
      merged.add(
          Metrics.batch(branch, request(of, gauge("g", "", point(millis, millis * 1_000_000)))));
    }
    exporter.consume(merged.build(Metadata.EMPTY));
  }

  @Test
  void seriesOfManyInstances_stayInOrder_thoughTheirShardsDoNotWaitForEachOther() {
    var random = new Random(11);
    prometheus.hasTrouble(() -> List.of(204, 204, 503, 429, 413, 408).get(random.nextInt(6)));
    var expected = new ArrayList<Double>();
    for (long time = 1; time <= 60; time++) {
      consumeOfInstances(30, time);
      expected.add((double) time);
    }
    awaitQuiet();

    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(60L * 30);
    assertThat(prometheus.stored()).hasSize(30);
    for (String series : prometheus.stored().keySet()) {
      assertThat(prometheus.values(series)).as(series).isEqualTo(expected);
    }
  }

  private void awaitQuiet() {
    Await.until("everything settled", () -> account.queued() == 0);
  }

  @Test
  void samplesOfASeries_stayInOrder_whateverTheBackendAnswers() {
    var random = new Random(7);
    prometheus.hasTrouble(() -> List.of(204, 204, 503, 500, 429, 413, 408).get(random.nextInt(7)));
    var expected = new ArrayList<Double>();
    for (long time = 1; time <= 50; time++) {
      consume(time);
      expected.add((double) time);
    }
    awaitQuiet();

    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(50L * SERIES);
    assertThat(prometheus.stored()).hasSize(SERIES);
    for (String series : prometheus.stored().keySet()) {
      assertThat(prometheus.values(series)).as(series).isEqualTo(expected);
    }
  }

  @Test
  void aSampleThatIsLate_takesNoNeighbourDown_thoughNobodyKnewIt() {
    consume(10);
    awaitQuiet();
    // A gateway that was started anew knows nothing of what the backend has; one of 20 is late.
    Exporter fresh = exporter();
    var metrics = new Metric[SERIES];
    for (int i = 0; i < SERIES; i++) {
      long millis = i == 13 ? 9 : 11;
      metrics[i] = gauge("g" + i, "", point(millis, millis * 1_000_000));
    }
    fresh.consume(Metrics.batch(branch, request(resource(), metrics)));
    awaitQuiet();
    fresh.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));

    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(1);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2L * SERIES - 1);
    assertThat(prometheus.values("{__name__=\"g13\"}")).containsExactly(10.0);
    assertThat(prometheus.values("{__name__=\"g14\"}")).containsExactly(10.0, 11.0);
  }

  @Test
  void twoSendersOfTheSameSeries_costOnlyWhatIsLate() {
    var merged = new BatchBuilder(Signal.METRICS);
    for (long time : new long[] {5, 3, 4}) {
      merged.add(
          Metrics.batch(
              branch, request(resource(), gauge("g", "", point(time, time * 1_000_000)))));
    }
    exporter.consume(merged.build(Metadata.EMPTY));
    awaitQuiet();
    consume(1);
    exporter.consume(
        Metrics.batch(
            branch, request(resource(), gauge("g", "", point(2, 2_000_000), point(6, 6_000_000)))));
    awaitQuiet();

    assertThat(prometheus.values("{__name__=\"g\"}")).containsExactly(3.0, 4.0, 5.0, 6.0);
    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(1);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(3L + SERIES + 1);
  }
}
