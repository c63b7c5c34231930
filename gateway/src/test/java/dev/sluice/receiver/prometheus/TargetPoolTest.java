package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Targets of a job that come and go, on real sockets and a clock of the test's. */
@Timeout(60)
class TargetPoolTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(100);

  private final PageServer one = new PageServer();
  private final PageServer two = new PageServer();
  private final CollectingIntake intake = new CollectingIntake();
  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Settings settings = TestSettings.of("prometheus", clock, timer);
  private final Rounds rounds = new Rounds(settings, "me", 1, 2);
  private PageSource pages;

  @AfterEach
  void stop() {
    rounds.stop(Deadline.in(INTERVAL, dev.sluice.component.Clock.SYSTEM));
    if (pages != null) pages.close();
    one.close();
    two.close();
  }

  private TargetPool pool(String lines, int room) throws Exception {
    ScrapeJob job = Configs.job("scrape_interval: 10s\n" + lines);
    pages = new PageSource(job, 1 << 20, address -> true, "test", System::nanoTime);
    return new TargetPool(
        job,
        MappingOptions.defaults("test"),
        new TargetPool.Tools(
            settings, pages, new Handover(intake, settings), rounds, new Semaphore(room)));
  }

  private static List<TargetGroup> targets(String... addresses) {
    return List.of(TargetGroup.of("a", List.of(addresses), new LabelSet()));
  }

  private Scrape scrape() throws InterruptedException {
    timer.advance(INTERVAL);
    return take();
  }

  /** The next scrape, and nothing under way any more. */
  private Scrape take() throws InterruptedException {
    Scrape scrape = intake.take();
    while (!rounds.isIdle()) Thread.onSpinWait();
    return scrape;
  }

  @Test
  void aTargetThatVanishes_isMarkedAfterTwoIntervals() throws Exception {
    one.says("a 1\n");
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    assertThat(scrape().values()).containsEntry("a", 1.0);
    assertThat(pool.count(true)).isEqualTo(1);

    pool.sync(List.of());
    assertThat(pool.count(true)).isZero();
    timer.advance(INTERVAL);
    assertThat(intake.isEmpty()).isTrue();
    timer.advance(INTERVAL.plusSeconds(2));

    Scrape last = take();
    assertThat(last.values()).hasSize(6).allSatisfy((name, v) -> assertThat(v).isNaN());
    assertThat(last.values()).containsKeys("a", "up", "scrape_duration_seconds");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void itsMarkers_haveTheTimeOfTheScrapeThatWouldHaveBeenNext() throws Exception {
    one.says("a 1\n");
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    scrape();
    long left = clock.epochMillis();
    pool.sync(List.of());
    timer.advance(INTERVAL.multipliedBy(3));

    assertThat(take().millis("up")).isBetween(left, left + INTERVAL.toMillis());
  }

  @Test
  void aTargetThatComesBack_goesOnWhereItWas() throws Exception {
    one.says("# TYPE a counter\na 1\n");
    TargetPool pool = pool("", 1);
    pool.sync(targets(one.address()));
    long start = scrape().startNanos("a");
    pool.sync(List.of());
    timer.advance(INTERVAL);
    pool.sync(targets(one.address()));
    Scrape again = scrape();

    assertThat(again.values()).containsEntry("a", 1.0).containsEntry("up", 1.0);
    assertThat(again.startNanos("a")).isEqualTo(start);
    assertThat(timer.pending()).isEqualTo(1);
  }

  @Test
  void aTargetThatWasNeverScraped_leavesNothing() throws Exception {
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    pool.sync(List.of());

    assertThat(timer.pending()).isZero();
  }

  @Test
  void aTargetThatVanishesDuringItsFirstScrape_isMarkedToo() throws Exception {
    var asked = new CountDownLatch(1);
    var vanished = new CountDownLatch(1);
    one.answersAfter(asked, vanished, "a 1\n");
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    timer.advance(INTERVAL);
    asked.await();
    pool.sync(List.of());
    vanished.countDown();
    assertThat(take().values()).containsEntry("a", 1.0);
    timer.advance(INTERVAL.multipliedBy(3));

    assertThat(take().values()).hasSize(6).allSatisfy((name, v) -> assertThat(v).isNaN());
    assertThat(timer.pending()).isZero();
  }

  @Test
  void anAddressThatIsNoUrl_isNoTarget() throws Exception {
    TargetPool pool = pool("", 10);
    pool.sync(targets("x:99999"));

    assertThat(timer.pending()).isZero();
  }

  @Test
  void targetsMadeWhileEverythingStops_areNotCalled() throws Exception {
    TargetPool pool = pool("", 10);
    rounds.stop(Deadline.in(INTERVAL, dev.sluice.component.Clock.SYSTEM));
    pool.sync(targets(one.address()));

    assertThat(timer.pending()).isZero();
  }

  @Test
  void targetsThatHang_takeNoThreadsFromThoseThatAreWell() throws Exception {
    one.says("a 1\n");
    two.hangs();
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    // In small steps: a scrape during which the test's clock leaps seems to take long.
    while (intake.isEmpty()) {
      timer.advance(STEP);
      while (!rounds.isIdle()) Thread.onSpinWait();
    }
    assertThat(take().isUp()).isTrue();
    var hanging = new ArrayList<>(targets(one.address()));
    for (int i = 0; i < 5; i++) {
      var labels = new LabelSet(Map.of("n", "" + i));
      hanging.add(TargetGroup.of("h" + i, List.of(two.address()), labels));
    }
    pool.sync(hanging);

    timer.advance(INTERVAL);
    Scrape next = intake.take();
    assertThat(next.instance()).isEqualTo(one.address());
    assertThat(next.isUp()).isTrue();
  }

  @Test
  void theOthers_areNotDisturbed() throws Exception {
    one.says("# TYPE a counter\na 1\n");
    two.says("b 1\n");
    TargetPool pool = pool("", 10);
    pool.sync(targets(one.address()));
    long start = scrape().startNanos("a");
    pool.sync(targets(two.address(), one.address()));
    timer.advance(INTERVAL);
    Scrape first = take();
    Scrape second = take();
    Scrape ofOne = first.instance().equals(one.address()) ? first : second;

    assertThat(ofOne.startNanos("a")).isEqualTo(start);
    assertThat(one.connections()).isEqualTo(1);
  }

  @Test
  void labelsThatTellNothing_makeNoOtherTarget() throws Exception {
    one.says("a 1\n");
    TargetPool pool = pool("", 10);
    for (String ready : List.of("false", "true")) {
      var labels = new LabelSet(Map.of("__meta_kubernetes_pod_ready", ready));
      pool.sync(List.of(TargetGroup.of("a", List.of(one.address()), labels)));
      assertThat(timer.pending()).isEqualTo(1);
      assertThat(scrape().isUp()).isTrue();
    }
    var labels = new LabelSet(Map.of("__meta_kubernetes_pod_uid", "u"));
    pool.sync(List.of(TargetGroup.of("a", List.of(one.address()), labels)));
    assertThat(timer.pending()).isEqualTo(2);
  }

  @Test
  void theTargetLimit_holdsAsLongAsItIsExceeded() throws Exception {
    one.says("a 1\n");
    TargetPool pool = pool("target_limit: 1", 10);
    pool.sync(targets(one.address(), two.address()));
    timer.advance(INTERVAL);
    assertThat(take().isUp()).isFalse();
    assertThat(take().isUp()).isFalse();
    pool.sync(targets(one.address()));

    assertThat(scrape().isUp()).isTrue();
  }

  @Test
  void withoutRoom_noTargetIsMade() throws Exception {
    one.says("a 1\n");
    TargetPool pool = pool("", 1);
    pool.sync(targets(one.address(), two.address()));
    assertThat(timer.pending()).isEqualTo(1);

    pool.sync(List.of());
    pool.sync(targets(two.address()));
    assertThat(timer.pending()).isEqualTo(1);
  }
}
