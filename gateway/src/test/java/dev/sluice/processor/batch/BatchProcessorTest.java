package dev.sluice.processor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Consumer;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Awaited;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Receipt;
import dev.sluice.data.Witness;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BatchProcessorTest {
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final List<Batch> sent = new ArrayList<>();
  private final Settings settings = TestSettings.of("batch", clock, timer);

  private BatchProcessor processor(BatchConfig config) {
    return new BatchProcessor(config, settings, Signal.LOGS, sent::add);
  }

  private BatchProcessor sized(int size, int max) {
    return processor(new BatchConfig(TIMEOUT, size, max, List.of(), 1000));
  }

  private List<Integer> sizes() {
    return sent.stream().map(Batch::items).toList();
  }

  private Batch logs(int count) {
    String[] bodies = new String[count];
    java.util.Arrays.setAll(bodies, i -> "line " + i);
    return Samples.logs(branch, "shop", bodies);
  }

  @Test
  void aLonelyItem_waitsNoLongerThanTheTimeout() {
    BatchProcessor batch = sized(100, 0);
    timer.advance(Duration.ofSeconds(7));
    batch.consume(logs(1));
    timer.advance(Duration.ofMillis(199));
    assertThat(sent).isEmpty();
    timer.advance(Duration.ofMillis(1));
    assertThat(sizes()).containsExactly(1);
  }

  @Test
  void aFullBatch_leavesAtOnce_withEverythingThatCame() {
    BatchProcessor batch = sized(10, 0);
    batch.consume(logs(7));
    batch.consume(logs(8));
    assertThat(sizes()).containsExactly(15);
    timer.advance(Duration.ofSeconds(1));
    assertThat(sizes()).containsExactly(15);
  }

  @Test
  void theMaximum_cutsInOrder_andTheRemainderWaits() {
    BatchProcessor batch = sized(30, 30);
    batch.consume(logs(100));
    assertThat(sizes()).containsExactly(30, 30, 30);
    timer.advance(TIMEOUT);
    assertThat(sizes()).containsExactly(30, 30, 30, 10);
  }

  /** Cutting off one batch after the other would copy the rest each time, on an event loop. */
  @Test
  void aLargeRequest_isCopiedOnce_howeverManyBatchesItIsCutInto() {
    BatchProcessor batch = sized(10, 10);
    batch.consume(logs(1000));
    assertThat(sent).hasSize(100);
    assertThat(sent.stream().map(part -> part.group(0).rest().array()).distinct()).hasSize(1);
  }

  @Test
  void timeoutZero_passesEverythingOn_stillCut() {
    BatchProcessor batch = processor(new BatchConfig(Duration.ZERO, 8192, 30, List.of(), 1000));
    batch.consume(logs(100));
    batch.consume(logs(1));
    assertThat(sizes()).containsExactly(30, 30, 30, 10, 1);
  }

  @Test
  void sizeZero_passesEverythingOn() {
    BatchProcessor batch = processor(new BatchConfig(TIMEOUT, 0, 0, List.of(), 1000));
    batch.consume(logs(3));
    assertThat(sizes()).containsExactly(3);
  }

  @Test
  void requestsOfDifferentMetadata_areNotMixed() {
    BatchProcessor batch = processor(new BatchConfig(TIMEOUT, 100, 0, List.of("x-tenant"), 2));
    batch.consume(withTenant("a"));
    batch.consume(withTenant("b"));
    batch.consume(withTenant("a"));
    timer.advance(TIMEOUT);
    assertThat(sizes()).containsExactlyInAnyOrder(2, 1);
    assertThat(sent).extracting(b -> b.metadata().values("X-Tenant")).contains(List.of("a"));
    batch.consume(withTenant("c"));
    assertThat(branch.account().settled(Outcome.DROPPED_METADATA_CARDINALITY)).isEqualTo(1);
  }

  private Batch withTenant(String tenant) {
    ResourceGroup group = Samples.logGroup(tenant, "line");
    var fan = new Fan(List.of(branch), 1, 0);
    return Batch.ofRequest(
        Signal.LOGS,
        new ResourceGroup[] {group},
        fan,
        new Metadata(Map.of("x-tenant", List.of(tenant)), ""));
  }

  @Test
  void whereSendersWait_aBatchLeavesWhenTheOneBeforeItIsAnsweredFor() {
    BatchProcessor batch = sized(100, 0);
    batch.consume(awaited(1));
    assertThat(sizes()).containsExactly(1);
    batch.consume(awaited(2));
    batch.consume(awaited(3));
    assertThat(sizes()).containsExactly(1);
    sent.get(0).settle(Outcome.DELIVERED);
    assertThat(sizes()).containsExactly(1, 5);
    sent.get(1).settle(Outcome.DELIVERED);
    batch.consume(awaited(4));
    assertThat(sizes()).containsExactly(1, 5, 4);
    batch.consume(awaited(1));
    timer.advance(TIMEOUT);
    assertThat(sizes()).containsExactly(1, 5, 4, 1);
  }

  @Test
  void whatLeavesForItsSendersSake_takesAlongWhatItMayStillWaitFor() {
    BatchProcessor batch = sized(10, 20);
    batch.consume(awaited(1));
    long since = clock.nanoTime();
    batch.consume(awaited(2));
    timer.advance(Duration.ofMillis(50));
    sent.get(0).settle(Outcome.DELIVERED);
    assertThat(sent.get(1).company()).isEqualTo(new Company(10, 20, since + TIMEOUT.toNanos()));
    batch.consume(logs(10));
    assertThat(sent.get(2).company()).as("large enough").isNull();
  }

  /**
   * A request of two pipelines may get its last word in the one, under its lock, and be what the
   * other waits for.
   */
  @Test
  @Timeout(60)
  void whatEndsWhileItIsHandedOn_doesNotMakeTwoPipelinesWaitForEachOther() throws Exception {
    var handing = new CyclicBarrier(2);
    var heldBack = new AtomicBoolean(true);
    var held = new CopyOnWriteArrayList<Batch>();
    Consumer next =
        batch -> {
          if (heldBack.get()) {
            held.add(batch);
            return;
          }
          if (batch.items() == 10) meet(handing);
          batch.settle(Outcome.DELIVERED);
        };
    var config = new BatchConfig(TIMEOUT, 10, 0, List.of(), 1000);
    var one = new BatchProcessor(config, settings, Signal.LOGS, next);
    var other = new BatchProcessor(config, settings, Signal.LOGS, next);
    List<Batch> first = awaitedByTwo(1);
    List<Batch> second = awaitedByTwo(1);
    other.consume(first.get(1));
    one.consume(second.get(0));
    one.consume(first.get(0));
    other.consume(second.get(1));
    held.forEach(batch -> batch.settle(Outcome.DELIVERED));
    heldBack.set(false);
    var threads = new ArrayList<Thread>();
    for (BatchProcessor each : List.of(one, other)) {
      Thread thread = new Thread(() -> each.consume(awaited(9)));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) thread.join(Duration.ofSeconds(20).toMillis());
    assertThat(threads).noneMatch(Thread::isAlive);
    timer.advance(Duration.ZERO);
    one.consume(awaited(1));
    assertThat(branch.account().queued()).as("nothing was under way: it left at once").isZero();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One request of two pipelines, as each of them gets it. */
  private List<Batch> awaitedByTwo(int count) {
    var awaited = new Awaited(Receipt.NOBODY);
    List<Batch> batches = List.of(part(awaited, count), part(awaited, count));
    awaited.isWhole();
    return batches;
  }

  /** One request whose sender waits until it is delivered. */
  private Batch awaited(int count) {
    var awaited = new Awaited(Receipt.NOBODY);
    Batch batch = part(awaited, count);
    awaited.isWhole();
    return batch;
  }

  private Batch part(Awaited awaited, int count) {
    String[] bodies = new String[count];
    java.util.Arrays.fill(bodies, "line");
    Witness witness = awaited.expect(branch, count, Acknowledge.DELIVERED);
    var fan = new Fan(new Delivery[] {new Delivery(branch, count, 0, witness)}, awaited);
    ResourceGroup group = Samples.logGroup("shop", bodies);
    return Batch.ofRequest(Signal.LOGS, new ResourceGroup[] {group}, fan, Metadata.EMPTY);
  }

  @Test
  void aCombinationThatComesAfterTheStop_isNotKept() {
    BatchProcessor batch = processor(new BatchConfig(TIMEOUT, 100, 0, List.of("x-tenant"), 9));
    batch.stop(Deadline.in(Duration.ofSeconds(1), clock));
    batch.consume(withTenant("late"));
    assertThat(sizes()).containsExactly(1);
  }

  @Test
  void stopping_sendsWhatIsPending() {
    BatchProcessor batch = sized(100, 0);
    batch.consume(logs(5));
    batch.stop(Deadline.in(Duration.ofSeconds(1), clock));
    assertThat(sizes()).containsExactly(5);
    batch.consume(logs(2));
    assertThat(sizes()).containsExactly(5, 2);
  }

  @Test
  void everyBatch_isCounted() {
    BatchProcessor batch = sized(10, 0);
    batch.consume(logs(12));
    batch.consume(logs(1));
    timer.advance(TIMEOUT);
    assertThat(value("otelcol_processor_batch_batch_size_trigger_send")).isEqualTo(1);
    assertThat(value("otelcol_processor_batch_timeout_trigger_send")).isEqualTo(1);
    assertThat(value("otelcol_processor_batch_metadata_cardinality")).isEqualTo(1);
  }

  private double value(String name) {
    return settings
        .instruments()
        .registry()
        .get(name)
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }
}
