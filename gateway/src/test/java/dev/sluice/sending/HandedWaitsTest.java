package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Deadline;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A pause that a backend has asked for outlasts the exporter that it asked. */
class HandedWaitsTest {
  private static final RetryConfig RETRY =
      new RetryConfig(true, Duration.ofSeconds(5), 0, 1.5, Duration.ofSeconds(30), null);

  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Branch branch = Samples.branch("fake", Signal.LOGS);

  /** Lanes are services. */
  private static final class FakePush implements Push {
    final Deque<Answer> script = new ArrayDeque<>();
    private final String address;
    private final boolean together;
    Runnable whilePushing = () -> {};
    int pushes;

    FakePush(String address, boolean together) {
      this.address = address;
      this.together = together;
    }

    @Override
    public Destination destination() {
      return new Destination(address, Map.of(), null);
    }

    @Override
    public boolean lanesFailTogether() {
      return together;
    }

    @Override
    public void partition(Batch batch, BiConsumer<String, Batch> lanes) {
      lanes.accept(batch.group(0).resource().utf8(), batch);
    }

    @Override
    public Answer push(Batch batch) {
      pushes++;
      whilePushing.run();
      Answer scripted = script.poll();
      return scripted != null ? scripted : Answer.delivered();
    }
  }

  private SendingExporter exporter(FakePush push, RetryConfig retry) {
    var settings = TestSettings.of("fake", clock, timer);
    return new SendingExporter(push, branch, QueueConfig.DEFAULT, retry, settings, timer);
  }

  /** One with that first answer hands over to another at that address, which is returned. */
  private FakePush replaced(Answer first, String address, boolean together) throws Exception {
    var push = new FakePush("here", together);
    push.script.add(first);
    SendingExporter old = exporter(push, RETRY);
    old.start();
    old.consume(Samples.logs(branch, "shop", "a"));
    var next = new FakePush(address, together);
    SendingExporter fresh = exporter(next, RETRY);
    fresh.startAfter(old);
    old.handOverTo(fresh);
    old.stop(Deadline.in(Duration.ZERO, clock));
    assertThat(push.pushes).isEqualTo(1);
    return next;
  }

  @Test
  void whatABackendAskedFor_isWaitedFor_byItsNextExporter() throws Exception {
    for (boolean together : new boolean[] {false, true}) {
      Answer busy = Answer.retry("HTTP 429", Duration.ofMinutes(2));
      FakePush next = replaced(busy, "here", together);
      timer.advance(Duration.ofSeconds(119));
      assertThat(next.pushes).isZero();
      timer.advance(Duration.ofSeconds(2));
      assertThat(next.pushes).isEqualTo(1);
    }
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(2);
  }

  @Test
  void anotherBackend_isAskedAtOnce() throws Exception {
    Answer busy = Answer.retry("HTTP 429", Duration.ofMinutes(2));
    assertThat(replaced(busy, "there", false).pushes).isEqualTo(1);
  }

  @Test
  void whatOnlyAPersonCouldMend_isTriedAtOnce() throws Exception {
    assertThat(replaced(Answer.misconfigured("HTTP 401"), "here", false).pushes).isEqualTo(1);
  }

  @Test
  void anotherLane_isNotHeldUp() throws Exception {
    var push = new FakePush("here", false);
    push.script.add(Answer.retry("HTTP 429", Duration.ofMinutes(2)));
    SendingExporter old = exporter(push, RETRY);
    old.start();
    old.consume(Samples.logs(branch, "shop", "a"));
    var next = new FakePush("here", false);
    SendingExporter fresh = exporter(next, RETRY);
    fresh.startAfter(old);
    old.handOverTo(fresh);
    fresh.consume(Samples.logs(branch, "shop", "b"));
    assertThat(next.pushes).isZero();
    fresh.consume(Samples.logs(branch, "other", "c"));
    assertThat(next.pushes).isEqualTo(1);
    timer.advance(Duration.ofMinutes(3));
    assertThat(branch.account().queued()).isZero();
  }

  @Test
  void anAnswerThatComesAfterTheReload_countsToo() throws Exception {
    var push = new FakePush("here", false);
    push.script.add(Answer.retry("HTTP 503", Duration.ofMinutes(1)));
    SendingExporter old = exporter(push, RETRY);
    old.start();
    var next = new FakePush("here", false);
    SendingExporter fresh = exporter(next, RETRY);
    fresh.startAfter(old);
    push.whilePushing = () -> old.handOverTo(fresh);
    old.consume(Samples.logs(branch, "shop", "a"));
    assertThat(next.pushes).isZero();
    timer.advance(Duration.ofSeconds(61));
    assertThat(next.pushes).isEqualTo(1);
  }

  @Test
  void aWaitThatNobodyAskedFor_isNoLongerThanTheNewSettingsAllow() throws Exception {
    var push = new FakePush("here", false);
    push.script.add(Answer.retry("HTTP 503", null));
    SendingExporter old =
        exporter(
            push,
            new RetryConfig(true, Duration.ofMinutes(10), 0, 1, Duration.ofMinutes(10), null));
    old.start();
    old.consume(Samples.logs(branch, "shop", "a"));
    var next = new FakePush("here", false);
    SendingExporter fresh = exporter(next, RETRY);
    fresh.startAfter(old);
    old.handOverTo(fresh);
    timer.advance(Duration.ofSeconds(29));
    assertThat(next.pushes).isZero();
    timer.advance(Duration.ofSeconds(2));
    assertThat(next.pushes).isEqualTo(1);
  }
}
