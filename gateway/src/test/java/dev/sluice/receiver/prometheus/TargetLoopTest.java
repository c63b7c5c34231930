package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Settings;
import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** One target's scrapes over real sockets, one at a time. */
class TargetLoopTest {
  private static final long CEILING = 1 << 20;

  private final PageServer server = new PageServer();
  private final CollectingIntake intake = new CollectingIntake();
  private final ManualClock clock = new ManualClock();
  private final Settings settings = TestSettings.of("prometheus/a", clock, new ManualTimer(clock));
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(PrometheusReceiver.class);
  private PageSource pages;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    if (pages != null) pages.close();
    server.close();
  }

  private TargetLoop loop(String jobLines) throws Exception {
    return loop(server.address(), jobLines);
  }

  private TargetLoop loop(String address, String jobLines) throws Exception {
    ScrapeJob job =
        Configs.job("static_configs: [{targets: ['%s']}]\n%s".formatted(address, jobLines));
    ScrapeTarget target = Configs.targets(job).targets().get(0);
    pages = new PageSource(job, CEILING, any -> true, "1.2.3", System::nanoTime);
    return new TargetLoop(
        target,
        Objects.requireNonNull(Target.parse(target.url())),
        new TargetMetrics(target.identity(), MappingOptions.defaults("1.2.3")),
        new TargetLoop.Tools(
            pages, new Handover(intake, settings), new Health("prometheus/a", target), clock),
        () -> null);
  }

  private Scrape scrape(TargetLoop loop) throws InterruptedException {
    loop.scrape();
    assertThat(intake.reservedBytes()).isZero();
    return intake.take();
  }

  private List<String> logged(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void aPage_becomesABatch() throws Exception {
    server.says("a 1\nb 2\n");
    Scrape scrape = scrape(loop(""));

    assertThat(scrape.values())
        .containsEntry("a", 1.0)
        .containsEntry("b", 2.0)
        .containsEntry("up", 1.0)
        .containsEntry("scrape_samples_scraped", 2.0);
    assertThat(logged(Level.WARN)).isEmpty();
  }

  @Test
  void theRequest_isPrometheus() throws Exception {
    server.says("a 1\n");
    scrape(
        loop(
            """
            metrics_path: /m
            params: {x: [y]}
            scrape_timeout: 2500ms
            basic_auth: {username: u, password: p}
            http_headers: {X-Tenant: {values: [t]}}
            """));
    FakeBackend.Received request = server.request();

    assertThat(request.line()).isEqualTo("GET /m?x=y HTTP/1.1");
    assertThat(request.headers())
        .containsEntry("host", server.address())
        .containsEntry(
            "accept",
            "application/openmetrics-text;version=1.0.0;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
        .containsEntry("accept-encoding", "gzip")
        .containsEntry("x-prometheus-scrape-timeout-seconds", "2.5")
        .containsEntry("authorization", "Basic dTpw")
        .containsEntry("x-tenant", "t")
        .hasEntrySatisfying("user-agent", agent -> assertThat(agent).startsWith("Sluice/1.2.3"));
  }

  @Test
  void openMetrics_isKnownByItsType() throws Exception {
    server.saysInOpenMetrics("# TYPE a counter\na_total 1\n# EOF\n");
    assertThat(scrape(loop("")).values()).containsEntry("a_total", 1.0);
  }

  @Test
  void aCompressedPage_isRead() throws Exception {
    server.saysCompressed("a 1\n");
    assertThat(scrape(loop("")).values()).containsEntry("a", 1.0);
  }

  @Test
  void compression_isNotAskedForIfUnwanted() throws Exception {
    server.says("a 1\n");
    scrape(loop("enable_compression: false"));
    assertThat(server.request().headers()).containsEntry("accept-encoding", "identity");
  }

  @Test
  void connections_areKept() throws Exception {
    server.says("a 1\n");
    TargetLoop loop = loop("");
    for (int i = 0; i < 3; i++) scrape(loop);

    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void redirects_areFollowedUnlessForbidden() throws Exception {
    try (var end = new PageServer()) {
      end.says("a 1\n");
      server.answers(302, "", "Location: " + end.url("/metrics"));

      assertThat(scrape(loop("")).values()).containsEntry("a", 1.0);
      assertThat(scrape(loop("follow_redirects: false")).isUp()).isFalse();
      assertThat(logged(Level.WARN))
          .singleElement()
          .asString()
          .contains("HTTP 302 X to " + end.url("/metrics") + "; follow_redirects is off");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, HTTP 500 X",
    "204, HTTP 204 X",
    "401, HTTP 401 X; see basic_auth and authorization of the job",
    "404, HTTP 404 X; see metrics_path of the job",
  })
  void onlyStatus200_isAPage(int status, String words) throws Exception {
    server.answers(status, status == 204 ? "" : "a 1\n");
    assertThat(scrape(loop("")).isUp()).isFalse();
    assertThat(logged(Level.WARN)).singleElement().asString().contains(": " + words + "; up is 0");
  }

  @Test
  void aFailure_isSaidOnceAndSoIsTheRecovery() throws Exception {
    server.says("a 1\n");
    TargetLoop loop = loop("");
    scrape(loop);
    server.answers(500, "");
    Scrape failed = scrape(loop);
    assertThat(failed.values()).containsEntry("a", Double.NaN).containsEntry("up", 0.0);
    clock.advance(Duration.ofSeconds(90));
    server.breaksOffAfter("a 1\n");
    assertThat(scrape(loop).values()).doesNotContainKey("a").containsEntry("up", 0.0);
    server.says("a 2\n");
    assertThat(scrape(loop).values()).containsEntry("a", 2.0).containsEntry("up", 1.0);

    assertThat(logged(Level.WARN))
        .containsExactly(
            ("Failed to scrape Prometheus endpoint: receiver 'prometheus/a', job 'shop', "
                    + "http://%s/metrics: HTTP 500 X; up is 0, trying again every 1m")
                .formatted(server.address()));
    assertThat(logged(Level.INFO))
        .containsExactly(
            ("Prometheus endpoint answers again: receiver 'prometheus/a', job 'shop', "
                    + "http://%s/metrics, after 2 failed scrapes in 1m30s")
                .formatted(server.address()));
  }

  @Test
  void aVanishedSeries_isMarked() throws Exception {
    server.says("a 1\nb 2\n");
    TargetLoop loop = loop("");
    scrape(loop);
    server.says("b 2\n");

    assertThat(scrape(loop).values()).containsEntry("a", Double.NaN).containsEntry("b", 2.0);
  }

  @Test
  void aPageThatBreaksOff_leavesNothing() throws Exception {
    server.breaksOffAfter("a 1\nb 2\n");
    assertThat(scrape(loop("")).values()).doesNotContainKeys("a", "b").containsEntry("up", 0.0);
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("the connection to " + server.address() + " ended within the answer");
  }

  @Test
  void aSilentTarget_costsItsTimeout() throws Exception {
    server.hangs();
    assertThat(scrape(loop("scrape_timeout: 100ms")).isUp()).isFalse();
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("no answer from " + server.address() + " in time");
  }

  @Test
  void nobodyThere_isUpZero() throws Exception {
    String address = server.address();
    server.close();

    assertThat(scrape(loop(address, "")).isUp()).isFalse();
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("connection refused by " + address);
  }

  @Test
  void aNameThatIsNotKnown_isUpZero() throws Exception {
    assertThat(scrape(loop("no-such-host.invalid:80", "")).isUp()).isFalse();
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("no-such-host.invalid")
        .doesNotContain("Exception");
  }

  @Test
  void aWebPage_isNotTakenForMetrics() throws Exception {
    server.answers(200, "<html>hello</html>", "Content-Type: text/html");
    assertThat(scrape(loop("")).isUp()).isFalse();
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains(
            "the page is text/html, not metrics: line 1: expected a metric name, a # or a {, "
                + "found '<' in: <html>hello</html>");
  }

  @Test
  void aPageOfUnknownType_isReadAsText() throws Exception {
    server.answers(200, "a 1\n", "Content-Type: application/x-something");
    assertThat(scrape(loop("")).values()).containsEntry("a", 1.0);
  }

  @Test
  void aPageThatIsTooLarge_fails() throws Exception {
    server.says("a 1\n".repeat(1000));
    assertThat(scrape(loop("body_size_limit: 1KB")).isUp()).isFalse();
    server.says("a 1\n".repeat(300_000));
    assertThat(scrape(loop("")).isUp()).isFalse();

    assertThat(logged(Level.WARN))
        .hasSize(2)
        .anyMatch(line -> line.contains("the page is larger than 1 KiB (body_size_limit)"))
        .anyMatch(line -> line.contains("the page is larger than 1 MiB (body_size_limit)"));
  }

  @Test
  void samplesThatCannotBeUsed_areSaidWhenTheReasonChanges() throws Exception {
    server.says("# TYPE h histogram\nh_bucket 1\nh_count 1\n");
    TargetLoop loop = loop("");
    scrape(loop);
    scrape(loop);

    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("1 samples of its page cannot be used: h_bucket is a histogram");
  }

  @Test
  void aPasswordFile_isReadAtEveryScrape(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, "one\n");
    server.says("a 1\n");
    TargetLoop loop = loop("authorization: {credentials_file: %s}".formatted(file));
    scrape(loop);
    Files.writeString(file, "two\n");
    scrape(loop);
    Files.delete(file);
    assertThat(scrape(loop).isUp()).isFalse();

    assertThat(server.request().headers()).containsEntry("authorization", "Bearer one");
    assertThat(server.request().headers()).containsEntry("authorization", "Bearer two");
    assertThat(logged(Level.WARN))
        .singleElement()
        .asString()
        .contains("credentials_file " + file + " cannot be read: no such file");
  }

  @Test
  void withoutRoom_thereIsNoRequest() throws Exception {
    server.says("a 1\n");
    TargetLoop loop = loop("");
    scrape(loop);
    server.request();
    intake.shut = true;
    loop.scrape();
    loop.scrape();

    assertThat(server.connections()).isEqualTo(1);
    assertThat(intake.isEmpty()).isTrue();
    assertThat(points("otelcol_receiver_refused_metric_points")).isEqualTo(12);
    assertThat(points("otelcol_receiver_accepted_metric_points")).isEqualTo(6);
    assertThat(logged(Level.WARN))
        .containsExactly(
            "receiver 'prometheus/a': 6 data points of a scrape are lost: no room in this test");

    intake.shut = false;
    assertThat(scrape(loop).values()).containsEntry("a", 1.0);
  }

  @Test
  void aPageThatGrewBeyondTheRoom_isLost() throws Exception {
    TargetLoop loop = loop("");
    server.answers(500, "");
    scrape(loop);
    intake.roomBytes = 5_000;
    server.says("a{i=\"1\"} 1\n".replace("1", "12345678").repeat(1) + many(1000));
    loop.scrape();

    assertThat(intake.isEmpty()).isTrue();
    assertThat(intake.reservedBytes()).isZero();
    assertThat(points("otelcol_receiver_refused_metric_points")).isEqualTo(1006);
  }

  /** The batches of a page that is too large for one. */
  @Test
  void aLargePage_goesOnInParts_whichWaitForRoom() throws Exception {
    var asked = new AtomicInteger();
    intake.isBusy = () -> asked.getAndIncrement() % 4 > 0;
    server.says(many(130_000));
    loop("body_size_limit: 16MB").scrape();

    Scrape first = intake.take();
    Scrape second = intake.take();
    assertThat(intake.isEmpty()).isTrue();
    assertThat(intake.reservedBytes()).isZero();
    assertThat(asked).hasValue(5);
    assertThat(first.values()).containsEntry("up", 1.0);
    assertThat(first.values()).containsEntry("scrape_samples_scraped", 130_000.0);
    assertThat(first.points("m") + second.points("m")).isEqualTo(130_000);
    assertThat(points("otelcol_receiver_accepted_metric_points")).isEqualTo(130_005);
  }

  @Test
  void aPartThatFindsNoRoomInTime_isLostAndCounted() throws Exception {
    var asked = new AtomicInteger();
    intake.isBusy =
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return asked.getAndIncrement() > 0;
        };
    server.says(many(130_000));
    loop("body_size_limit: 16MB").scrape();

    int there = intake.take().points("m");
    assertThat(intake.isEmpty()).isTrue();
    assertThat(asked.get()).isLessThan(13);
    assertThat(points("otelcol_receiver_refused_metric_points")).isEqualTo(130_000 - there);
  }

  private static String many(int samples) {
    var page = new StringBuilder();
    for (int i = 0; i < samples; i++) page.append("m{i=\"").append(i).append("\"} 1\n");
    return page.toString();
  }

  private long points(String counter) {
    return settings
        .instruments()
        .count(counter, "receiver", "prometheus/a", "transport", "http")
        .sum();
  }
}
