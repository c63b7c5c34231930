package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SendingQueueTest {
  private final ManualClock clock = new ManualClock();
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final InOrder push = new InOrder();
  private final SendingQueue queue = queue(10, null);

  private SendingQueue queue(int maxUnderWay, @Nullable GatherConfig gather) {
    return new SendingQueue(maxUnderWay, Sizer.REQUESTS, gather, push, RetryConfig.DEFAULT, clock);
  }

  private void offer(SendingQueue to, String lane, String... bodies) {
    to.offer(lane, Samples.logs(branch, "shop", bodies), null);
  }

  private void offerEarly(SendingQueue to, int mostItems, String... bodies) {
    long until = clock.nanoTime() + Duration.ofMillis(200).toNanos();
    to.offer("x", Samples.logs(branch, "shop", bodies), new Company(3, mostItems, until));
  }

  /** Clients may choose the lanes, as tenants; those must not stay for ever. */
  @Test
  void aLaneWhoseLastShipmentIsGivenUp_isForgottenOnceItsWaitIsOver() {
    for (int i = 0; i < 100; i++) {
      offer(queue, "tenant-" + i, "a");
      queue.failed(queue.poll(), null, false);
      clock.advance(Duration.ofMinutes(1));
      queue.abandoned(queue.poll());
    }
    assertThat(queue.lanes()).isLessThan(3);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aLaneThatGaveUp_isForgottenWhenItsWaitIsOver_andNotBefore() {
    offer(queue, "other", "a");
    offer(queue, "gone", "a");
    Shipment other = queue.poll();
    queue.gaveUp(queue.poll(), Duration.ofSeconds(20), false);
    assertThat(queue.lanes()).isEqualTo(2);

    offer(queue, "gone", "b");
    assertThat(queue.poll()).as("it was told to wait").isNull();
    clock.advance(Duration.ofSeconds(20));
    Shipment probe = queue.poll();
    assertThat(probe).isNotNull();
    queue.gaveUp(probe, null, false);
    clock.advance(Duration.ofMinutes(1));
    assertThat(queue.poll()).isNull();
    assertThat(queue.lanes()).isEqualTo(1);
    queue.answered(other);
  }

  @Test
  void aLaneThatKeepsItsOrder_hasOneUnderWay_throughRetries() {
    push.maxUnderWay = 1;
    for (String body : List.of("a", "b", "c")) offer(queue, "x", body);
    Shipment first = queue.poll();
    assertThat(queue.poll()).isNull();
    queue.failed(first, null, false);
    clock.advance(Duration.ofSeconds(5));
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isNull();
    queue.answered(first);
    assertThat(queue.poll()).isNotNull().isNotSameAs(first);
  }

  @Test
  void lanesOfOneBackend_sendOneProbeForAll_andGoOnTogether() {
    push.together = true;
    push.maxUnderWay = 1;
    var shards = queue(10, null);
    for (String lane : List.of("1", "2", "3")) offer(shards, lane, "a");
    Shipment first = shards.poll();
    Shipment second = shards.poll();
    clock.advance(Duration.ofMillis(1));
    shards.failed(first, null, false);
    assertThat(shards.poll()).as("the backend is away for all").isNull();
    shards.failed(second, null, false);
    clock.advance(Duration.ofSeconds(5));
    Shipment probe = shards.poll();
    assertThat(probe).isNotNull();
    assertThat(shards.poll()).isNull();
    shards.failed(probe, null, false);
    clock.advance(Duration.ofSeconds(8));
    probe = shards.poll();
    assertThat(shards.poll()).isNull();
    shards.answered(probe);
    assertThat(shards.poll()).isNotNull();
    assertThat(shards.poll()).isNotNull();
  }

  @Test
  void aLaneThatAloneFails_backsOffFurther_whileTheOthersGoOn() {
    push.together = true;
    push.maxUnderWay = 1;
    var shards = queue(10, null);
    offer(shards, "bad", "a");
    int tries = 0;
    for (int second = 0; second < 600; second++) {
      offer(shards, "good", "a");
      for (Shipment next = shards.poll(); next != null; next = shards.poll()) {
        if (next.lane.key.equals("good")) {
          shards.answered(next);
        } else {
          tries++;
          shards.failed(next, null, false);
        }
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(tries).as("in ten minutes").isBetween(20, 30);
    assertThat(shards.size()).as("what waits of the others at the end").isLessThan(8);
  }

  @Test
  void lanes_takeTurns() {
    var one = queue(1, null);
    for (String lane : List.of("x", "x", "x", "y", "z")) offer(one, lane, "a");
    var served = new ArrayList<String>();
    for (Shipment next = one.poll(); next != null; next = one.poll()) {
      served.add(next.lane.key);
      one.answered(next);
    }
    assertThat(served).containsExactly("x", "y", "z", "x", "x");
  }

  @Test
  void whatWaitsInALane_isJoinedUpToWhatThePushTakes() {
    push.maxUnderWay = 1;
    var joining = queue(10, GatherConfig.AS_IT_COMES);
    offer(joining, "x", "a");
    Shipment first = joining.poll();
    for (String body : List.of("b", "c", "d", "e")) offer(joining, "x", body);
    push.maxBytes = 3 * first.batch.bytes();
    joining.answered(first);

    Shipment joined = joining.poll();
    assertThat(bodies(joined.batch)).isEqualTo("bcd");
    assertThat(joining.size()).isEqualTo(2);
    joining.failed(joined, null, false);
    offer(joining, "x", "f");
    clock.advance(Duration.ofSeconds(5));
    assertThat(bodies(joining.poll().batch)).as("what was tried stays as it is").isEqualTo("bcd");
    joining.answered(joined);
    assertThat(bodies(joining.poll().batch)).isEqualTo("ef");
  }

  @Test
  void aBatch_waitsForOthers_untilThereAreEnoughOrItsTimeIsOver() {
    var gathering = queue(10, new GatherConfig(Duration.ofMillis(200), 3, 0, Sizer.ITEMS));
    offer(gathering, "x", "a");
    assertThat(gathering.poll()).isNull();
    assertThat(gathering.waitNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
    offer(gathering, "x", "b");
    assertThat(gathering.poll()).isNull();
    offer(gathering, "x", "c");
    assertThat(bodies(gathering.poll().batch)).isEqualTo("abc");

    offer(gathering, "x", "d");
    assertThat(gathering.poll()).isNull();
    clock.advance(Duration.ofMillis(200));
    assertThat(bodies(gathering.poll().batch)).isEqualTo("d");

    offer(gathering, "x", "e");
    gathering.hurry();
    assertThat(gathering.poll()).as("the process stops").isNotNull();
  }

  @Test
  void joined_doesNotExceedItsMaximum() {
    var gathering = queue(10, new GatherConfig(Duration.ofMillis(200), 2, 3, Sizer.ITEMS));
    offer(gathering, "x", "a", "b");
    offer(gathering, "x", "c", "d");
    assertThat(bodies(gathering.poll().batch)).isEqualTo("ab");
    assertThat(bodies(gathering.poll().batch)).isEqualTo("cd");
  }

  @Test
  void whatLeftABatchProcessorEarly_waitsForAsMuchAsItWouldHaveThere() {
    offerEarly(queue, 0, "a");
    assertThat(queue.poll()).isNull();
    assertThat(queue.waitNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
    offerEarly(queue, 0, "b");
    offerEarly(queue, 0, "c", "d");
    offerEarly(queue, 0, "e");
    assertThat(bodies(queue.poll().batch)).isEqualTo("abcd");
    assertThat(queue.poll()).as("enough for one").isNull();
    clock.advance(Duration.ofMillis(200));
    offer(queue, "x", "f");
    assertThat(bodies(queue.poll().batch)).isEqualTo("e");
    assertThat(bodies(queue.poll().batch)).as("who may not wait goes alone").isEqualTo("f");
    offerEarly(queue, 0, "a");
    queue.hurry();
    assertThat(queue.poll()).as("the process stops").isNotNull();
  }

  /** Whom somebody waits for, or what another pipeline is in more of a hurry for. */
  @Test
  void whatMayNotWait_isNotHeldUpByWhatMay() {
    offerEarly(queue, 0, "a");
    offer(queue, "x", "b");
    assertThat(queue.waitNanos()).isZero();
    assertThat(bodies(queue.poll().batch)).isEqualTo("a");
    assertThat(bodies(queue.poll().batch)).isEqualTo("b");

    offerUntil(Duration.ofSeconds(10), "a");
    offerUntil(Duration.ofSeconds(20), "b");
    offerUntil(Duration.ofMillis(1), "c");
    offerUntil(Duration.ofSeconds(5), "d");
    assertThat(queue.waitNanos()).isEqualTo(Duration.ofMillis(1).toNanos());
    clock.advance(Duration.ofMillis(1));
    assertThat(bodies(queue.poll().batch)).isEqualTo("abcd");
  }

  private void offerUntil(Duration later, String body) {
    long until = clock.nanoTime() + later.toNanos();
    queue.offer("x", Samples.logs(branch, "shop", body), new Company(100, 0, until));
  }

  @Test
  void whatIsAsLargeAsAPushMayBe_waitsForNoMore() {
    push.maxBytes = 2 * Samples.logs(branch, "shop", "a").bytes();
    offerUntil(Duration.ofSeconds(10), "a");
    assertThat(queue.waitNanos()).isPositive();
    offerUntil(Duration.ofSeconds(10), "b");
    offerUntil(Duration.ofSeconds(10), "c");
    assertThat(bodies(queue.poll().batch)).isEqualTo("ab");
    assertThat(queue.poll()).as("no more than half of a push is left").isNull();
  }

  @Test
  void whatLeftEarly_isNotJoinedIntoMoreThanTheProcessorSends() {
    offerEarly(queue, 3, "a", "b");
    offerEarly(queue, 3, "c", "d");
    assertThat(bodies(queue.poll().batch)).isEqualTo("ab");
  }

  @Test
  void whatTheQueueItselfIsTold_goesBeforeWhatTheProcessorWanted() {
    var gathering = queue(10, new GatherConfig(Duration.ofMillis(500), 2, 0, Sizer.ITEMS));
    offerEarly(gathering, 0, "a");
    assertThat(gathering.waitNanos()).isEqualTo(Duration.ofMillis(500).toNanos());
    offerEarly(gathering, 0, "b");
    assertThat(bodies(gathering.poll().batch)).isEqualTo("ab");
  }

  /** Steps are looks at the clock: each lane that is looked at costs one. */
  @Test
  void aStep_costsAsMuchWithManyLanesAsWithFew() {
    assertThat(stepsOfAPoll(10_000)).isLessThanOrEqualTo(stepsOfAPoll(10) + 1);
  }

  private long stepsOfAPoll(int lanes) {
    var counting = new CountingClock();
    var many =
        new SendingQueue(lanes + 10, Sizer.REQUESTS, null, push, RetryConfig.DEFAULT, counting);
    for (int i = 0; i < lanes; i++) {
      offer(many, "failing-" + i, "a");
      many.failed(many.poll(), null, false);
    }
    counting.looks = 0;
    for (int i = 0; i < 100; i++) {
      offer(many, "well", "b");
      Shipment next = many.poll();
      assertThat(next).isNotNull();
      many.answered(next);
      assertThat(many.waitNanos()).isPositive();
    }
    assertThat(many.lanes()).isEqualTo(lanes);
    return counting.looks / 100;
  }

  private static String bodies(Batch batch) {
    var bodies = new StringBuilder();
    for (int i = 0; i < batch.size(); i++) {
      // A record's body is the last byte of its message.
      String text = batch.group(i).rest().utf8();
      for (char c = 'a'; c <= 'f'; c++) if (text.indexOf(c) >= 0) bodies.append(c);
    }
    return bodies.toString();
  }

  private static final class InOrder implements Push {
    int maxUnderWay = Integer.MAX_VALUE;
    boolean together;
    long maxBytes = Long.MAX_VALUE;

    @Override
    public Answer push(Batch batch) {
      return Answer.delivered();
    }

    @Override
    public int maxUnderWay() {
      return maxUnderWay;
    }

    @Override
    public boolean lanesFailTogether() {
      return together;
    }

    @Override
    public long maxBatchBytes() {
      return maxBytes;
    }
  }

  private static final class CountingClock implements Clock {
    private final ManualClock clock = new ManualClock();
    private long looks;

    @Override
    public long nanoTime() {
      looks++;
      return clock.nanoTime();
    }

    @Override
    public long epochMillis() {
      return clock.epochMillis();
    }

    @Override
    public double dice() {
      return clock.dice();
    }
  }
}
