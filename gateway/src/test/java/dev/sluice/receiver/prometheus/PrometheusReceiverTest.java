package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole receiver: from YAML to batches, with targets on real sockets. */
class PrometheusReceiverTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final PageServer one = new PageServer();
  private final PageServer two = new PageServer();
  private final CollectingIntake intake = new CollectingIntake();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Settings settings = TestSettings.of("prometheus", Clock.SYSTEM, timer);
  private Receiver receiver;

  @AfterEach
  void stop() {
    if (receiver != null) receiver.stop(Deadline.in(LONG, Clock.SYSTEM));
    timer.shutdownNow();
    one.close();
    two.close();
  }

  private void start(Settings with, String yaml) throws StartException {
    receiver =
        new PrometheusReceiverFactory()
            .create(Configs.read(yaml), with, Map.of(Signal.METRICS, intake));
    receiver.start();
  }

  @Test
  void aTargetThatCannotBeFound_disturbsNobody() throws Exception {
    one.says("a 1\n");
    two.hangs();
    start(
        settings,
        """
        config:
          scrape_configs:
            - job_name: vlmsapi
              scrape_interval: 100ms
              metrics_path: /metric/prometheus
              static_configs: [{targets: ["vlmsapi.vlms.svc.cluster.invalid:9876"]}]
            - job_name: silent
              scrape_interval: 100ms
              static_configs: [{targets: ["%s"]}]
            - job_name: good
              scrape_interval: 100ms
              static_configs: [{targets: ["%s"]}]
        """
            .formatted(two.address(), one.address()));

    Set<String> down = new HashSet<>();
    int good = 0;
    while (good < 5 || down.size() < 2) {
      Scrape scrape = intake.take();
      if (scrape.instance().equals(one.address())) {
        assertThat(scrape.values()).containsEntry("a", 1.0).containsEntry("up", 1.0);
        good++;
      } else {
        assertThat(scrape.isUp()).isFalse();
        down.add(scrape.instance());
      }
    }
    assertThat(down)
        .containsExactlyInAnyOrder("vlmsapi.vlms.svc.cluster.invalid:9876", two.address());
    assertThat(gauge("up")).isEqualTo(1);
    assertThat(gauge("down")).isEqualTo(2);
  }

  @Test
  @Timeout(60)
  void everyTarget_isScrapedEveryInterval() throws Exception {
    var clock = new ManualClock();
    var manual = new ManualTimer(clock);
    one.says("a 1\n");
    two.says("b 1\n");
    Settings lent = TestSettings.of("prometheus", clock, manual);
    start(
        lent,
        """
        config:
          scrape_configs:
            - job_name: both
              scrape_interval: 10s
              static_configs: [{targets: ["%s", "%s"]}]
        """
            .formatted(one.address(), two.address()));

    var instances = new HashSet<String>();
    int scraped = 0;
    for (int round = 1; round <= 5; round++) {
      manual.advance(Duration.ofSeconds(10));
      // A scrape that is not quite over makes its target miss the next, which is counted.
      while (scraped + missed(lent) < 2 * round) {
        if (intake.isEmpty()) continue;
        instances.add(intake.take().instance());
        scraped++;
      }
      assertThat(scraped + missed(lent)).isEqualTo(2 * round);
    }
    assertThat(instances).containsExactlyInAnyOrder(one.address(), two.address());
    assertThat(manual.pending()).isEqualTo(2);
  }

  @Test
  void stopping_breaksOffWhatIsUnderWay() throws Exception {
    one.hangs();
    start(
        settings,
        """
        config:
          scrape_configs:
            - job_name: silent
              scrape_interval: 20s
              scrape_timeout: 20s
              static_configs: [{targets: ["%s"]}]
              relabel_configs: [{target_label: __scrape_interval__, replacement: 50ms},
                                {target_label: __scrape_timeout__, replacement: 50ms}]
            - job_name: slow
              scrape_interval: 100ms
              scrape_timeout: 100ms
              static_configs: [{targets: ["%s"]}]
        """
            .formatted(one.address(), two.address()));
    one.request();
    receiver.stop(Deadline.in(LONG, Clock.SYSTEM));

    assertThat(intake.reservedBytes()).isZero();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getName().startsWith("sluice-scrape-prometheus")) continue;
      thread.join(LONG.toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void tooManyTargets_areAllDown() throws Exception {
    one.says("a 1\n");
    start(
        settings,
        """
        config:
          scrape_configs:
            - job_name: both
              scrape_interval: 50ms
              target_limit: 1
              static_configs: [{targets: ["%s", "%s"]}]
        """
            .formatted(one.address(), two.address()));

    assertThat(intake.take().isUp()).isFalse();
    assertThat(intake.take().isUp()).isFalse();
    assertThat(one.connections()).isZero();
  }

  @Test
  void withoutAPipeline_nothingIsScraped() throws Exception {
    receiver =
        new PrometheusReceiverFactory()
            .create(Configs.read("config: {scrape_configs: [{job_name: a}]}"), settings, Map.of());
    receiver.start();
  }

  private static int missed(Settings settings) {
    return settings
        .instruments()
        .count("sluice_scrapes_missed_total", "receiver", "prometheus")
        .intValue();
  }

  private double gauge(String state) {
    return settings
        .instruments()
        .registry()
        .get("sluice_scrape_targets")
        .tags("receiver", "prometheus", "state", state)
        .gauge()
        .value();
  }
}
