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
import dev.sluice.testkit.PrometheusServer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import dev.sluice.testkit.ThrottlingProxy;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus that throttles for a while and is restarted, under a load that goes on: no
 * sample is lost, none is out of order. {@code -Dsluice.outage.seconds=60} throttles for a minute.
 */
class RealOutageIT {
  private static final int THROTTLED_SECONDS = Integer.getInteger("sluice.outage.seconds", 2);
  private static final int INSTANCES = 40;
  private static final int METRICS = 5;
  private static final long TICK_MILLIS = 50;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
  private final Branch branch = Samples.branch("prometheusremotewrite", Signal.METRICS);
  private final Account account = branch.account();
  private final long start = System.currentTimeMillis();
  private volatile int ticks;
  private PrometheusServer prometheus;
  private ThrottlingProxy proxy;
  private Exporter exporter;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    prometheus = PrometheusServer.start(directory, PrometheusServer.RECEIVER);
    proxy = new ThrottlingProxy(prometheus.writeUrl());
    Section section = Sections.parse("endpoint: %sapi/v1/write\n".formatted(proxy.url()));
    var factory = new PrometheusRemoteWriteExporterFactory();
    PrometheusRemoteWriteConfig config = factory.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    exporter =
        factory.create(
            config, TestSettings.of("prometheusremotewrite", Clock.SYSTEM, timer), branch);
    var unused = load.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stop() {
    load.shutdownNow();
    if (exporter != null) exporter.stop(Deadline.in(Duration.ofSeconds(5), Clock.SYSTEM));
    timer.shutdownNow();
    if (proxy != null) proxy.close();
    if (prometheus != null) prometheus.close();
  }

  /** One sample of every series, from many clients; its value is the number of the tick. */
  private void tick() {
    long nanos = (start + ticks * TICK_MILLIS) * 1_000_000;
    var batch = new BatchBuilder(Signal.METRICS);
    for (int i = 0; i < INSTANCES; i++) {
      var metrics = new Metric[METRICS];
      for (int m = 0; m < METRICS; m++) metrics[m] = gauge("load_" + m, "", point(ticks, nanos));
      batch.add(Metrics.batch(branch, request(instance(i), metrics)));
    }
    exporter.consume(batch.build(Metadata.EMPTY));
    ticks = ticks + 1;
  }

  private static Resource instance(int number) {
    return resource("service.name", "shop", "service.instance.id", "pod-" + number);
  }

  private void goOnFor(double seconds) {
    int until = ticks + (int) (seconds * 1000 / TICK_MILLIS);
    Await.until("the load went on", Duration.ofSeconds(20L + (long) seconds), () -> ticks >= until);
  }

  @Test
  void throttledAndRestarted_losesNoSample_andNothingIsOutOfOrder() {
    goOnFor(0.5);
    proxy.throttles(true);
    goOnFor(THROTTLED_SECONDS);
    proxy.throttles(false);
    goOnFor(0.5);
    prometheus.stop();
    goOnFor(0.5);
    prometheus.restart(PrometheusServer.RECEIVER);
    goOnFor(0.5);
    load.shutdownNow();
    Await.until("the load ended", load::isTerminated);
    Await.until("everything settled", Duration.ofSeconds(60), () -> account.queued() == 0);

    int samples = ticks * INSTANCES * METRICS;
    assertThat(account.accepted()).isEqualTo(samples);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(samples);
    assertThat(proxy.refused()).as("requests that Prometheus refused").isZero();
    assertThat(proxy.throttled()).as("shards ask together, and ever more slowly").isBetween(1, 30);
    assertStored();
  }

  /** Every series has every tick's value at its time. */
  private void assertStored() {
    var expected = new TreeMap<Long, Double>();
    for (int i = 0; i < ticks; i++) expected.put(start + i * TICK_MILLIS, (double) i);
    Map<String, Map<Long, Double>> stored =
        prometheus.range("{__name__=~\"load_.*\"}", "1h", start + ticks * TICK_MILLIS + 1000);
    assertThat(stored).hasSize(INSTANCES * METRICS);
    stored.forEach((series, values) -> assertThat(values).as(series).isEqualTo(expected));
  }
}
