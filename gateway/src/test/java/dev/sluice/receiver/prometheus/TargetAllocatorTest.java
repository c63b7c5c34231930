package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.net.FakeBackend;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs and targets from an allocator on a real socket. */
@Timeout(60)
class TargetAllocatorTest {
  private static final String JSON = "Content-Type: application/json";

  private final PageServer page = new PageServer();
  private final CollectingIntake intake = new CollectingIntake();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Settings settings = TestSettings.of("prometheus", Clock.SYSTEM, timer);
  private volatile String jobs = "{}";
  private volatile int status = 200;
  private FakeBackend allocator;
  private Receiver receiver;

  @BeforeEach
  void listen() throws Exception {
    allocator =
        new FakeBackend(
            (request, out) -> {
              String body =
                  request.line().contains("/targets?")
                      ? "[{\"targets\":[\"" + page.address() + "\"],\"labels\":{\"zone\":\"z\"}}]"
                      : jobs;
              FakeBackend.answering(status, body, JSON).answer(request, out);
            });
  }

  @AfterEach
  void stop() throws Exception {
    receiver.stop(Deadline.in(Duration.ofSeconds(20), Clock.SYSTEM));
    timer.shutdownNow();
    page.close();
    allocator.close();
  }

  private void start(String moreKeys) throws Exception {
    receiver =
        new PrometheusReceiverFactory()
            .create(
                Configs.read(
                    """
                    target_allocator:
                      endpoint: %s/
                      interval: 50ms
                      collector_id: collector-0
                      headers: {X-Tenant: t}
                      http_sd_config: {refresh_interval: 1s}
                    %s
                    """
                        .formatted(allocator.url(""), moreKeys)),
                settings,
                Map.of(Signal.METRICS, intake));
    receiver.start();
  }

  private static String job(String name, String path) {
    return """
    "%s": {"job_name": "%s", "scrape_interval": "100ms", "scrape_timeout": "100ms",
      "metrics_path": "%s", "honor_timestamps": true, "some_new_key": 1,
      "consul_sd_configs": [{"server": "x"}], "static_configs": [{"targets": ["no:1"]}],
      "relabel_configs": [{"source_labels": ["__address__"], "regex": "no:.*", "action": "drop"}]}
    """
        .formatted(name, name, path);
  }

  private String pathOfTheNextScrape() throws Exception {
    return page.request().line();
  }

  @Test
  void jobs_beginChangeAndEnd() throws Exception {
    page.says("a 1\n");
    jobs = "{" + job("serviceMonitor/shop/a", "/one") + "}";
    start("");
    Scrape scrape = intake.take();
    assertThat(scrape.values()).containsEntry("a", 1.0);
    assertThat(scrape.attributes("a")).containsEntry("zone", "z");
    assertThat(pathOfTheNextScrape()).isEqualTo("GET /one HTTP/1.1");
    FakeBackend.Received first = allocator.take();
    assertThat(first.line()).isEqualTo("GET /scrape_configs HTTP/1.1");
    assertThat(first.headers()).containsEntry("x-tenant", "t");
    FakeBackend.Received second = allocator.take();
    while (second.line().contains("/scrape_configs")) second = allocator.take();
    assertThat(second.line())
        .isEqualTo("GET /jobs/serviceMonitor%2Fshop%2Fa/targets?collector_id=collector-0 HTTP/1.1");

    jobs = "{" + job("serviceMonitor/shop/a", "/two") + "}";
    while (!pathOfTheNextScrape().contains("/two")) intake.take();

    // Its series go on under the changed job: no markers but at the end.
    jobs = "{}";
    Scrape last = intake.take();
    while (!Double.isNaN(last.values().get("up"))) last = intake.take();
    assertThat(last.values().get("a")).isNaN();
  }

  @Test
  void anAllocatorThatFails_changesNothing() throws Exception {
    page.says("a 1\n");
    jobs = "{" + job("a", "/one") + "}";
    start("");
    assertThat(intake.take().isUp()).isTrue();
    status = 503;
    double before = failures();
    while (failures() < before + 3) assertThat(intake.take().isUp()).isTrue();
  }

  @Test
  void aJobThatCannotBeUnderstood_isLeftOut() throws Exception {
    page.says("a 1\n");
    jobs = "{\"bad\": {\"job_name\": \"bad\", \"scheme\": \"ftp\"}," + job("a", "/one") + "}";
    start("http_scrape_config: {authorization: {credentials: t}}".indent(2));

    assertThat(intake.take().isUp()).isTrue();
    assertThat(page.request().headers()).containsEntry("authorization", "Bearer t");
    while (failures() < 1) Thread.onSpinWait();
  }

  @Test
  void defaultsThatAreWrittenOut_doNoHarm() throws Exception {
    page.says("a{b=\"c\"} 1\n");
    jobs =
        """
        {"a": {"job_name": "a", "scrape_interval": "100ms", "scrape_timeout": "100ms",
          "metric_relabel_configs": [
            {"action": "labeldrop", "regex": "b", "separator": ";", "replacement": "$1"},
            {"action": "dropequal", "source_labels": ["x"], "target_label": "job",
              "separator": ";", "regex": "(.*)", "replacement": "$1"},
            {"action": "lowercase", "source_labels": ["job"], "target_label": "job",
              "separator": ";", "regex": "(.*)", "replacement": "$1"}]}}
        """;
    start("");

    Scrape scrape = nextThatIsUp();
    assertThat(scrape.attributes("a")).doesNotContainKey("b");
  }

  @Test
  void aJobThatCallsItselfOtherwise_isLeftOut() throws Exception {
    page.says("a 1\n");
    jobs = "{\"b\": {\"job_name\": \"a\"}," + job("a", "/one") + "}";
    start("");

    assertThat(nextThatIsUp().values()).containsEntry("a", 1.0);
    while (failures() < 1) Thread.onSpinWait();
  }

  /** A tenth of a second is short where much else is going on. */
  private Scrape nextThatIsUp() throws InterruptedException {
    Scrape next = intake.take();
    while (!next.isUp()) next = intake.take();
    return next;
  }

  private double failures() {
    return settings
        .instruments()
        .count(
            "sluice_discovery_failures_total",
            "receiver",
            "prometheus",
            "mechanism",
            "target_allocator")
        .sum();
  }
}
