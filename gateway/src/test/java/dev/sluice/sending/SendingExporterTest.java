package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Deadline;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Branch;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.deadletter.DeadLetterConfig;
import dev.sluice.sending.deadletter.DeadLetterFile;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The chain on one thread: senders run where they are started, time moves when the test says so.
 */
class SendingExporterTest {
  private static final String LARGE = "x".repeat(10_000);

  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final Account account = branch.account();
  private final FakePush push = new FakePush();
  private SendingExporter exporter = exporter(QueueConfig.DEFAULT, RetryConfig.DEFAULT);

  private SendingExporter exporter(QueueConfig queue, RetryConfig retry) {
    return new SendingExporter(
        push, branch, queue, retry, TestSettings.of("fake", clock, timer), timer);
  }

  @AfterEach
  void theLedgerBalances_andNothingStaysReserved() {
    exporter.stop(Deadline.in(Duration.ZERO, clock));
    assertThat(account.queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
    assertThat(account.accepted())
        .isEqualTo(
            account.settled(Outcome.Kind.DELIVERED)
                + account.settled(Outcome.Kind.REJECTED)
                + account.settled(Outcome.Kind.DROPPED));
  }

  @Test
  void aBatch_isDelivered() {
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    assertThat(push.sent).containsExactly(2);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
  }

  @Test
  void aBusyBackend_isAskedAgain_withOneProbe() {
    push.willAnswer(Answer.retry("HTTP 503", null));
    exporter.consume(Samples.logs(branch, "shop", "a"));
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(push.sent).hasSize(1);

    push.willAnswer(Answer.retry("HTTP 503", null));
    timer.advance(Duration.ofSeconds(5));
    assertThat(push.sent).hasSize(2);

    timer.advance(Duration.ofMillis(7499));
    assertThat(push.sent).hasSize(2);
    timer.advance(Duration.ofMillis(1));
    assertThat(push.sent).hasSize(4);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
  }

  /** A backend that lets a second's worth through at once, as Loki and others count. */
  private final class Bucket {
    final double perSecond;
    double level;
    long at = clock.nanoTime();
    int refused;

    Bucket(double perSecond) {
      this.perSecond = perSecond;
      this.level = perSecond;
    }

    Answer answer(Batch batch, double named) {
      long now = clock.nanoTime();
      level = Math.min(perSecond, level + perSecond * (now - at) / 1e9);
      at = now;
      if (batch.bytes() > level) {
        refused++;
        return Answer.rateLimited("HTTP 429", null, named);
      }
      level -= batch.bytes();
      return Answer.delivered();
    }
  }

  @Test
  void aNamedRate_isThePace_atOnce() {
    long bytes = Samples.logGroup("shop", LARGE).sizeInBytes();
    var bucket = new Bucket(10 * bytes);
    push.answer = batch -> bucket.answer(batch, 10 * bytes);
    for (int i = 0; i < 100; i++) exporter.consume(Samples.logs(branch, "shop", LARGE));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(10);
    timer.advance(Duration.ofSeconds(10));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(100);
    assertThat(bucket.refused).isLessThan(5);
  }

  /** Bursts and waits would deliver a second's worth in five. */
  @Test
  void aRateThatIsNotNamed_isLearned_fromWhatGetsThrough() {
    long bytes = Samples.logGroup("shop", LARGE).sizeInBytes();
    var bucket = new Bucket(10 * bytes);
    push.answer = batch -> bucket.answer(batch, 0);
    for (int i = 0; i < 900; i++) exporter.consume(Samples.logs(branch, "shop", LARGE));
    timer.advance(Duration.ofSeconds(60));
    assertThat(account.settled(Outcome.DELIVERED)).isGreaterThan(60 * 10 * 7 / 10);
    assertThat(bucket.refused).isLessThan(40);
    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofMinutes(2));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(900);
  }

  @Test
  void aHint_isWaitedFor() {
    push.willAnswer(Answer.retry("HTTP 429", Duration.ofSeconds(60)));
    exporter.consume(Samples.logs(branch, "shop", "a"));
    timer.advance(Duration.ofSeconds(59));
    assertThat(push.sent).hasSize(1);
    timer.advance(Duration.ofSeconds(1));
    assertThat(push.sent).hasSize(2);
  }

  @Test
  void unwrittenElapsedTime_retriesForEver() {
    push.answer = batch -> Answer.retry("connection refused", null);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    timer.advance(Duration.ofHours(3));
    assertThat(account.queued()).isEqualTo(1);
    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofMinutes(1));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void writtenElapsedTime_isHonoured() {
    var retry =
        new RetryConfig(
            true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofSeconds(60));
    exporter = exporter(QueueConfig.DEFAULT, retry);
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    timer.advance(Duration.ofMinutes(2));
    assertThat(account.settled(Outcome.DROPPED_RETRY_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void retrySwitchedOff_dropsAtOnce() {
    var retry =
        new RetryConfig(false, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), null);
    exporter = exporter(QueueConfig.DEFAULT, retry);
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    assertThat(account.settled(Outcome.DROPPED_NO_RETRY)).isEqualTo(1);
  }

  @Test
  void whatIsTooLarge_isSentInHalves_downToOneItem() {
    push.answer = batch -> batch.items() > 1 ? Answer.tooLarge("HTTP 413") : Answer.delivered();
    exporter.consume(Samples.logs(branch, "shop", "a", "b", "c", "d", "e"));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(5);
    push.answer = batch -> Answer.tooLarge("HTTP 413");
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    assertThat(account.settled(Outcome.REJECTED_TOO_LARGE)).isEqualTo(2);
  }

  @Test
  void whatIsLargerThanThePushTakes_isCutFirst() {
    Batch batch = Samples.logs(branch, "shop", "aaaa", "bbbb", "cccc", "dddd");
    push.maxBytes = batch.bytes() / 2 + 20;
    exporter.consume(batch);
    assertThat(push.sent.size()).isGreaterThan(1);
    assertThat(push.sent.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(4);
  }

  @Test
  void onePoisonedRequest_isFoundAmongItsNeighbours() {
    var merged = new BatchBuilder(Signal.LOGS);
    for (int i = 0; i < 16; i++) {
      merged.add(Samples.logs(branch, i == 11 ? "poison" : "good", "a", "b"));
    }
    push.answer =
        batch ->
            holds(batch, "poison")
                ? Answer.refused(Outcome.REJECTED_INVALID, "HTTP 400")
                : Answer.delivered();
    exporter.consume(merged.build(Metadata.EMPTY));
    assertThat(account.settled(Outcome.REJECTED_INVALID)).isEqualTo(2);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(30);
  }

  @Test
  void onePoisonedItem_isFoundWithinOneRequest_whereTheBackendJudgesItems() {
    push.answer =
        batch ->
            text(batch).contains("poison")
                ? Answer.itemRefused(Outcome.REJECTED_OUT_OF_ORDER, "HTTP 400")
                : Answer.delivered();
    exporter.consume(Samples.logs(branch, "shop", "a", "b", "c", "d", "poison", "f", "g"));
    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(1);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(6);
  }

  private static String text(Batch batch) {
    var text = new StringBuilder();
    for (int i = 0; i < batch.size(); i++) text.append(batch.group(i).rest().utf8());
    return text.toString();
  }

  @Test
  void aBackendThatRefusesEverything_costsABoundedNumberOfRequests() {
    var merged = new BatchBuilder(Signal.LOGS);
    for (int i = 0; i < 1000; i++) merged.add(Samples.logs(branch, "bad", "a"));
    push.answer = batch -> Answer.refused(Outcome.REJECTED_INVALID, "HTTP 400");
    exporter.consume(merged.build(Metadata.EMPTY));
    assertThat(account.settled(Outcome.REJECTED_INVALID)).isEqualTo(1000);
    assertThat(push.sent.size()).isLessThan(70);
  }

  /** More bad ones than the search may find: what is left is rejected, counted, kept and told. */
  @Test
  void beyondTheBoundOfTheSearch_theRestIsRejectedTogether(@TempDir Path directory)
      throws Exception {
    var keeping =
        new QueueConfig(
            true, 1, 100, Sizer.REQUESTS, null, new DeadLetterConfig(directory, 10 << 20));
    exporter = exporter(keeping, RetryConfig.DEFAULT);
    exporter.start();
    push.answer =
        batch ->
            text(batch).contains("poison")
                ? Answer.itemRefused(Outcome.REJECTED_INVALID, "HTTP 400")
                : Answer.delivered();
    var bodies = new String[4000];
    for (int i = 0; i < bodies.length; i++) bodies[i] = i % 2 == 0 ? "poison" : "good";
    var told = new ListAppender<ILoggingEvent>();
    told.start();
    Logger log = (Logger) LoggerFactory.getLogger(SendingExporter.class);
    log.addAppender(told);
    try {
      exporter.consume(Samples.logs(branch, "shop", bodies));
    } finally {
      log.detachAppender(told);
    }

    assertThat(push.sent.size()).isBetween(1000, 1025);
    long delivered = account.settled(Outcome.DELIVERED);
    assertThat(delivered).isBetween(200L, 1999L);
    assertThat(account.settled(Outcome.REJECTED_INVALID)).isEqualTo(4000 - delivered);
    var kept = new AtomicInteger();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        DeadLetterFile.read(file, (letter, request) -> kept.addAndGet(letter.items()) >= 0);
      }
    }
    assertThat(kept).hasValue((int) (4000 - delivered));
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(
            line ->
                line.contains(
                    "HTTP 400; which of them are at fault was not found in 1024 requests"));
  }

  @Test
  void manyPoisonedItems_takeNoNeighbourDown() {
    push.answer =
        batch ->
            text(batch).contains("poison")
                ? Answer.itemRefused(Outcome.REJECTED_OUT_OF_ORDER, "HTTP 400")
                : Answer.delivered();
    var bodies = new String[400];
    for (int i = 0; i < bodies.length; i++) bodies[i] = i % 4 == 1 ? "poison" : "good";
    exporter.consume(Samples.logs(branch, "shop", bodies));
    assertThat(account.settled(Outcome.REJECTED_OUT_OF_ORDER)).isEqualTo(100);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(300);
    assertThat(push.sent.size()).isLessThan(1024);
  }

  @Test
  void aMisconfiguration_keepsTheData() {
    push.answer = batch -> Answer.misconfigured("HTTP 401");
    exporter.consume(Samples.logs(branch, "shop", "a"));
    timer.advance(Duration.ofMinutes(10));
    assertThat(account.queued()).isEqualTo(1);
    assertThat(push.sent.size()).isLessThan(25);
    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofMinutes(1));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void partialSuccess_isCounted_andNotSentAgain() {
    push.willAnswer(Answer.done(Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, 2), "too old"));
    exporter.consume(Samples.logs(branch, "shop", "a", "b", "c"));
    assertThat(push.sent).hasSize(1);
    assertThat(account.settled(Outcome.REJECTED_PARTIAL)).isEqualTo(2);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void lanes_doNotHoldEachOtherUp() {
    push.lanes = batch -> holds(batch, "slow") ? "slow" : "fast";
    push.answer =
        batch -> holds(batch, "slow") ? Answer.retry("HTTP 429", null) : Answer.delivered();
    exporter.consume(Samples.logs(branch, "slow", "a"));
    for (int i = 0; i < 5; i++) exporter.consume(Samples.logs(branch, "fast", "b"));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(5);
    assertThat(account.queued()).isEqualTo(1);
  }

  @Test
  void aPartThatIsHeldBack_waitsAlone_andTheRestGoesOn() {
    var merged = new BatchBuilder(Signal.LOGS);
    merged.add(Samples.logs(branch, "good", "a", "b"));
    merged.add(Samples.logs(branch, "over-limit", "c"));
    push.answer = batch -> holdBack(batch, "over-limit");
    exporter.consume(merged.build(Metadata.EMPTY));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
    assertThat(account.queued()).isEqualTo(1);
    exporter.consume(Samples.logs(branch, "good", "d"));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(3);

    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofSeconds(5));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(4);
  }

  @Test
  void withoutRetries_onlyThePartThatIsHeldBackIsLost() {
    var off = new RetryConfig(false, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), null);
    exporter = exporter(QueueConfig.DEFAULT, off);
    var merged = new BatchBuilder(Signal.LOGS);
    merged.add(Samples.logs(branch, "good", "a", "b"));
    merged.add(Samples.logs(branch, "over-limit", "c"));
    push.answer = batch -> holdBack(batch, "over-limit");
    exporter.consume(merged.build(Metadata.EMPTY));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(2);
    assertThat(account.settled(Outcome.DROPPED_NO_RETRY)).isEqualTo(1);
  }

  @Test
  void aBatchThatFallsApart_waitsAsAWhole_afterABoundedNumberOfRequests() {
    var merged = new BatchBuilder(Signal.LOGS);
    for (int i = 0; i < 1000; i++) merged.add(Samples.logs(branch, "over-limit", "a"));
    push.answer = batch -> batch.items() > 1 ? part(batch, 1) : Answer.retry("HTTP 429", null);
    exporter.consume(merged.build(Metadata.EMPTY));
    assertThat(push.sent.size()).isLessThan(70);
    assertThat(account.queued()).isEqualTo(1000);
    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofMinutes(1));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1000);
  }

  @Test
  void whatJoinsAHeldLane_doesNotMakeItWaitLonger() {
    push.answer = batch -> holdBack(batch, "over-limit");
    for (int second = 0; second < 30; second++) {
      var merged = new BatchBuilder(Signal.LOGS);
      merged.add(Samples.logs(branch, "shop", "a"));
      merged.add(Samples.logs(branch, "over-limit", "b"));
      exporter.consume(merged.build(Metadata.EMPTY));
      timer.advance(Duration.ofSeconds(1));
    }
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(30);
    assertThat(account.queued()).isEqualTo(30);
    assertThat(push.sent.stream().filter(items -> items == 1).count()).isGreaterThan(30);
  }

  /** As a backend with a limit on one of several services' logs. */
  private static Answer holdBack(Batch batch, String service) {
    if (!holds(batch, service)) return Answer.delivered();
    return batch.size() == 1 ? Answer.retry("HTTP 429", null) : part(batch, batch.items() - 1);
  }

  private static Answer part(Batch batch, int at) {
    List<Batch> parts = batch.splitAt(at);
    var division = new Answer.Division(parts.get(0), "held", parts.get(1));
    return Answer.divided("HTTP 429", division, null);
  }

  @Test
  void aFullQueue_showsAtTheBranch() {
    exporter = exporter(new QueueConfig(true, 1, 2), RetryConfig.DEFAULT);
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    assertThat(branch.bound().isQueueFull()).isFalse();
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(branch.bound().isQueueFull()).isTrue();
  }

  @Test
  void aFullQueue_isMeasuredByItsSizer() {
    var items = new QueueConfig(true, 1, 3, Sizer.ITEMS, null, null);
    exporter = exporter(items, RetryConfig.DEFAULT);
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    assertThat(branch.bound().isQueueFull()).isFalse();
    exporter.consume(Samples.logs(branch, "shop", "c"));
    assertThat(branch.bound().isQueueFull()).isTrue();
    push.answer = batch -> Answer.delivered();
    timer.advance(Duration.ofMinutes(1));
    assertThat(branch.bound().isQueueFull()).isFalse();
  }

  @Test
  void withoutAQueue_theDoorIsShut_whileAsManyArePushedAsThereAreConsumers() {
    exporter = exporter(new QueueConfig(false, 2, 1000), RetryConfig.DEFAULT);
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    assertThat(branch.bound().isQueueFull()).isFalse();
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(branch.bound().isQueueFull()).isTrue();
  }

  @Test
  void whatIsLargerThanMaxSize_isCut() {
    var gather = new GatherConfig(Duration.ofMillis(200), 0, 2, Sizer.ITEMS);
    exporter =
        exporter(new QueueConfig(true, 1, 100, Sizer.ITEMS, gather, null), RetryConfig.DEFAULT);
    exporter.consume(Samples.logs(branch, "shop", "a", "b", "c", "d", "e"));
    assertThat(push.sent).containsExactly(2, 2, 1);
  }

  @Test
  void whatWaitsForOthers_goesWhenTheProcessStops() {
    var gather = new GatherConfig(Duration.ofHours(1), 100, 0, Sizer.ITEMS);
    exporter =
        exporter(new QueueConfig(true, 1, 1000, Sizer.ITEMS, gather, null), RetryConfig.DEFAULT);
    exporter.consume(Samples.logs(branch, "shop", "a"));
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(push.sent).isEmpty();
    exporter.stop(Deadline.in(Duration.ofSeconds(1), clock));
    assertThat(push.sent).containsExactly(2);
  }

  @Test
  void afterABatchIsGivenUp_theNextWaitsAsLongAsTheBackendAsked() {
    var retry =
        new RetryConfig(
            true, Duration.ofSeconds(1), 0, 1, Duration.ofSeconds(1), Duration.ofSeconds(3));
    exporter = exporter(QueueConfig.DEFAULT, retry);
    push.answer = batch -> Answer.retry("HTTP 429", Duration.ofSeconds(4));
    exporter.consume(Samples.logs(branch, "shop", "a"));
    timer.advance(Duration.ofSeconds(4));
    assertThat(account.settled(Outcome.DROPPED_RETRY_TIMEOUT)).isEqualTo(1);
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(push.sent).hasSize(2);
    timer.advance(Duration.ofSeconds(4));
    assertThat(push.sent).hasSize(3);
  }

  @Test
  void whatIsRejectedOrGivenUp_isKeptAsDeadLetters(@TempDir Path directory) throws Exception {
    var keeping =
        new QueueConfig(
            true, 1, 100, Sizer.REQUESTS, null, new DeadLetterConfig(directory, 1 << 20));
    exporter = exporter(keeping, new RetryConfig(false, Duration.ZERO, 0, 1, Duration.ZERO, null));
    exporter.start();
    push.willAnswer(Answer.refused(Outcome.REJECTED_INVALID, "HTTP 400"));
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    push.willAnswer(Answer.retry("HTTP 503", null));
    exporter.consume(Samples.logs(branch, "shop", "c"));
    exporter.consume(Samples.logs(branch, "shop", "d"));

    var reasons = new ArrayList<String>();
    try (var files = Files.list(directory)) {
      DeadLetterFile.read(
          files.findFirst().orElseThrow(),
          (letter, request) -> reasons.add(letter.reason() + " " + letter.items()));
    }
    assertThat(reasons).containsExactly("rejected/invalid 2", "dropped/retry_disabled 1");
  }

  @Test
  void aFaultOfOurs_isCounted_andTheNextBatchGoesOn() {
    push.answer =
        batch -> {
          throw new IllegalStateException("bug");
        };
    exporter.consume(Samples.logs(branch, "shop", "a"));
    assertThat(account.settled(Outcome.DROPPED_INTERNAL_ERROR)).isEqualTo(1);
    push.answer = batch -> Answer.delivered();
    exporter.consume(Samples.logs(branch, "shop", "b"));
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void whatIsLeftAtTheDeadline_isCountedAsDropped() {
    push.answer = batch -> Answer.retry("HTTP 503", null);
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    exporter.stop(Deadline.in(Duration.ZERO, clock));
    assertThat(account.settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(2);
  }

  @Test
  void aFaultWhileABatchIsPartitioned_settlesAllOfItOnce() {
    push.lanes =
        batch -> {
          throw new IllegalStateException("bug");
        };
    exporter.consume(Samples.logs(branch, "shop", "a", "b"));
    assertThat(account.settled(Outcome.DROPPED_INTERNAL_ERROR)).isEqualTo(2);
    assertThat(push.sent).isEmpty();
  }

  @Test
  void whatIsHandedToASenderAndNotBegun_isCountedWhenTheTimeIsUp() throws Exception {
    var pushing = new CountDownLatch(1);
    push.answer = batch -> hang(pushing);
    exporter =
        new SendingExporter(
            push,
            branch,
            new QueueConfig(true, 2, 10),
            RetryConfig.DEFAULT,
            TestSettings.of("fake", clock, timer),
            SenderThreads.create("test-sender", 1));
    exporter.consume(Samples.logs(branch, "shop", "a"));
    pushing.await();
    exporter.consume(Samples.logs(branch, "shop", "b"));
    exporter.stop(Deadline.in(Duration.ZERO, clock));
    assertThat(account.settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(2);
  }

  @Test
  void howeverLongABackendIsAway_theTimerIsNotAskedForMoreAndMore() {
    var dice = new Random(7);
    push.lanes = batch -> batch.group(0).resource().utf8();
    push.answer = batch -> Answer.retry("HTTP 503", Duration.ofMillis(5000 + dice.nextInt(60_000)));
    exporter =
        new SendingExporter(
            push,
            branch,
            QueueConfig.DEFAULT,
            RetryConfig.DEFAULT,
            TestSettings.of("fake", clock, timer),
            new SlowThreads());
    for (int i = 0; i < 5; i++) exporter.consume(Samples.logs(branch, "shop-" + i, "a"));
    timer.advance(Duration.ofDays(3));
    assertThat(timer.pending()).isLessThan(10);
  }

  /** Whatever they are given begins a moment later. */
  private final class SlowThreads extends AbstractExecutorService {
    private boolean stopped;

    @Override
    public void execute(Runnable work) {
      if (stopped) throw new RejectedExecutionException();
      var unused = timer.schedule(work, 1, TimeUnit.MILLISECONDS);
    }

    @Override
    public void shutdown() {
      stopped = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      stopped = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return stopped;
    }

    @Override
    public boolean isTerminated() {
      return stopped;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) {
      return stopped;
    }
  }

  private static Answer hang(CountDownLatch pushing) {
    pushing.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Answer.retry("interrupted", null);
  }

  private static boolean holds(Batch batch, String service) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.group(i).resource().utf8().contains(service)) return true;
    }
    return false;
  }

  /** A backend that answers as told, and remembers how many items each push had. */
  private static final class FakePush implements Push {
    final List<Integer> sent = new ArrayList<>();
    final Deque<Answer> script = new ArrayDeque<>();
    Function<Batch, Answer> answer = batch -> Answer.delivered();
    Function<Batch, String> lanes = batch -> "";
    long maxBytes = Long.MAX_VALUE;

    void willAnswer(Answer next) {
      script.add(next);
    }

    @Override
    public Answer push(Batch batch) {
      sent.add(batch.items());
      Answer scripted = script.poll();
      return scripted != null ? scripted : answer.apply(batch);
    }

    @Override
    public long maxBatchBytes() {
      return maxBytes;
    }

    @Override
    public void partition(Batch batch, BiConsumer<String, Batch> out) {
      out.accept(lanes.apply(batch), batch);
    }
  }
}
