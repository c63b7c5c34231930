package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Admission;
import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.Refusal;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.data.NoRoom;
import dev.sluice.data.Outcome;
import dev.sluice.data.Receipt;
import dev.sluice.data.Tally;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorTest {
  private final Ledger ledger = new Ledger();
  private final Branch tempo = branch("tempo");
  private final Branch loki = branch("loki");
  private final List<Batch> taken = new ArrayList<>();
  private final Gate gate = new Gate();
  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Door door =
      new Door(
          Signal.LOGS, List.of(line(List.of(), tempo, loki), line(List.of(gate), loki)), timer);

  private Branch branch(String exporter) {
    return new Branch(ledger.account(exporter, Signal.LOGS), 1000);
  }

  private static PipelineSpec spec(boolean skipsFull, Branch... branches) {
    return new PipelineSpec(
        new PipelineId(Signal.LOGS, ""),
        List.of(),
        List.of(),
        List.of(),
        received(branches),
        skipsFull);
  }

  private Line line(List<Processor> processors, Branch... branches) {
    return new Line(spec(false, branches), processors, List.of(branches), taken::add);
  }

  private static List<Acknowledge> received(Branch... branches) {
    return Collections.nCopies(branches.length, Acknowledge.RECEIVED);
  }

  @Test
  void room_isTakenInEveryBranchOfEveryPipeline() {
    Admission admission = door.admit(100);
    assertThat(admission.refusal()).isNull();
    assertThat(tempo.reservedBytes()).isEqualTo(100);
    assertThat(loki.reservedBytes()).isEqualTo(200);
    assertThat(admission.resize(150)).isNull();
    assertThat(loki.reservedBytes()).isEqualTo(300);
    assertThat(admission.resize(10)).isNull();
    assertThat(loki.reservedBytes()).isEqualTo(20);
    admission.close();
    admission.close();
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(loki.reservedBytes()).isZero();
  }

  @Test
  void aFullBranch_refusesTheRequest_andTakesNothingElsewhere() {
    assertThat(loki.tryReserve(950)).isTrue();
    Admission admission = door.admit(40);
    assertThat(admission.refusal().message())
        .isEqualTo(
            "no room for more log records: exporter 'loki' waits for its backend"
                + " and its share of the memory is taken");
    assertThat(admission.refusal().retryAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(loki.reservedBytes()).isEqualTo(950);
  }

  @Test
  void aFullQueue_refuses() {
    tempo.boundBy(
        new Bound() {
          @Override
          public boolean isQueueFull() {
            return true;
          }
        });
    assertThat(door.admit(1).refusal().message()).contains("'tempo'").contains("queue is full");
    assertThat(tempo.refusedRequests(NoRoom.QUEUE)).isEqualTo(1);
  }

  private static Bound storage(long free, long capacity) {
    return new Bound() {
      @Override
      public long storageFreeBytes() {
        return free;
      }

      @Override
      public long storageCapacityBytes() {
        return capacity;
      }
    };
  }

  @Test
  void aFullStorage_refusesAtTheHead_andNamesIt() {
    tempo.boundBy(storage(0, 1000));
    Refusal refusal = door.admit(0, 0).refusal();
    assertThat(refusal.message()).contains("'tempo'").contains("storage is full");
    assertThat(refusal.retryAfter()).isNotNull();
    assertThat(tempo.refusedRequests(NoRoom.STORAGE)).isEqualTo(1);
    assertThat(loki.reservedBytes()).isZero();
  }

  @Test
  void whatIsOnItsWayToTheDisk_countsAsIfItWereThere() {
    tempo.boundBy(storage(250, 1000));
    Admission first = door.admit(200);
    assertThat(first.refusal()).isNull();
    assertThat(door.admit(100).refusal()).isNotNull();
    assertThat(first.resize(251)).isNotNull();
    assertThat(first.resize(250)).isNull();
    assertThat(tempo.refusedRequests(NoRoom.STORAGE)).isEqualTo(2);
    assertThat(tempo.reservedBytes()).isEqualTo(250);
    first.close();
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(door.admit(250).refusal()).isNull();
  }

  @Test
  void moreThanAStorageEverHolds_isNotToldToComeBack() {
    tempo.boundBy(storage(400, 400));
    Refusal refusal = door.admit(401).refusal();
    assertThat(refusal.retryAfter()).isNull();
    assertThat(refusal.message()).contains("larger than all").contains("max_bytes");
  }

  @Test
  void growingBeyondTheRoom_keepsWhatThereWas() {
    Admission admission = door.admit(100);
    assertThat(admission.resize(600)).isNotNull();
    assertThat(tempo.reservedBytes()).isEqualTo(100);
    assertThat(admission.resize(500)).isNull();
    admission.close();
  }

  @Test
  void aGate_refusesBeforeAnythingIsReserved() {
    gate.refusal = new Refusal("data refused due to high memory usage", Duration.ofSeconds(1));
    assertThat(door.admit(1).refusal()).isSameAs(gate.refusal);
    assertThat(tempo.reservedBytes()).isZero();
  }

  @Test
  void whatIsAccepted_reachesEveryPipeline_andFreesItsRoomWhenItIsSettled() {
    Admission admission = door.admit(100);
    ResourceGroup group = Samples.logGroup("shop", "a", "b");
    admission.accept(new ResourceGroup[] {group}, 2, Metadata.EMPTY, Receipt.NOBODY);
    admission.close();
    assertThat(taken).hasSize(2);
    assertThat(ledger.account("loki", Signal.LOGS).accepted()).isEqualTo(4);
    taken.get(0).forBranch(0).settle(Outcome.DELIVERED);
    taken.get(0).forBranch(1).settle(Outcome.DELIVERED);
    taken.get(1).settle(Outcome.DELIVERED);
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(loki.reservedBytes()).isZero();
    assertThat(ledger.account("tempo", Signal.LOGS).settled(Outcome.DELIVERED)).isEqualTo(2);
  }

  @Test
  void aStageThatFails_losesNothingUncounted_andTheOtherPipelinesGetTheirs() {
    var spec = spec(false, tempo);
    Consumer broken =
        batch -> {
          throw new IllegalStateException("bug");
        };
    var halfBroken =
        new Door(
            Signal.LOGS,
            List.of(new Line(spec, List.of(), List.of(tempo), broken), line(List.of(), loki)),
            timer);
    Admission admission = halfBroken.admit(100);
    admission.accept(
        new ResourceGroup[] {Samples.logGroup("shop", "a", "b")},
        2,
        Metadata.EMPTY,
        Receipt.NOBODY);
    assertThat(ledger.account("tempo", Signal.LOGS).settled(Outcome.DROPPED_INTERNAL_ERROR))
        .isEqualTo(2);
    assertThat(tempo.reservedBytes()).isZero();
    taken.get(0).settle(Outcome.DELIVERED);
    assertThat(loki.reservedBytes()).isZero();
  }

  private void accept(Admission admission, Receipt receipt) {
    ResourceGroup group = Samples.logGroup("shop", "a", "b");
    assertThat(admission.accept(new ResourceGroup[] {group}, 2, Metadata.EMPTY, receipt)).isNull();
  }

  private Door door(Acknowledge until, boolean skipsFull) {
    var spec =
        new PipelineSpec(
            new PipelineId(Signal.LOGS, ""),
            List.of(),
            List.of(),
            List.of(),
            List.of(until, until),
            skipsFull);
    var line = new Line(spec, List.of(), List.of(tempo, loki), taken::add);
    return new Door(Signal.LOGS, List.of(line), timer);
  }

  @Test
  void whatIsAnnounced_isNotReservedButMustHaveRoom() {
    Admission admission = door.admit(64, 400);
    assertThat(admission.refusal()).isNull();
    assertThat(tempo.reservedBytes()).isEqualTo(64);
    assertThat(tempo.tryReserve(700)).isTrue();
    assertThat(door.admit(64, 400).refusal().retryAfter()).isEqualTo(Duration.ofSeconds(5));
    admission.close();
  }

  @Test
  void aRequestLargerThanAShare_isNotToldToComeBack() {
    Refusal refusal = door.admit(64, 501).refusal();
    assertThat(refusal.retryAfter()).isNull();
    assertThat(refusal.message())
        .isEqualTo(
            "the request is larger than all that exporter 'loki' may hold of logs, 500 bytes for"
                + " each of its 2 pipelines; send less at once, or give the gateway more memory"
                + " (-Xmx), or its storage a larger max_bytes");
    Admission grown = door.admit(400);
    assertThat(grown.resize(501).retryAfter()).isNull();
    grown.close();
  }

  @Test
  void aFullExporter_isPassedBy_whereThePipelineSaysSo() {
    Door skipping = door(Acknowledge.RECEIVED, true);
    assertThat(tempo.tryReserve(1000)).isTrue();
    Admission admission = skipping.admit(100);
    assertThat(admission.refusal()).isNull();
    accept(admission, Receipt.NOBODY);
    assertThat(taken.get(0).forBranch(0)).isNull();
    taken.get(0).forBranch(1).settle(Outcome.DELIVERED);
    assertThat(ledger.account("tempo", Signal.LOGS).settled(Outcome.DROPPED_NO_ROOM)).isEqualTo(2);
    assertThat(ledger.account("tempo", Signal.LOGS).queued()).isZero();
    assertThat(loki.reservedBytes()).isZero();
    assertThat(tempo.reservedBytes()).isEqualTo(1000);
  }

  @Test
  void anExporterThatFillsWhileARequestComes_isPassedByAndGivesItsPartBack() {
    Door skipping = door(Acknowledge.RECEIVED, true);
    Admission admission = skipping.admit(100);
    assertThat(tempo.tryReserve(900)).isTrue();
    assertThat(admission.resize(200)).isNull();
    assertThat(tempo.reservedBytes()).isEqualTo(900);
    assertThat(loki.reservedBytes()).isEqualTo(200);
    admission.close();
    assertThat(loki.reservedBytes()).isZero();
  }

  @Test
  void whereEveryExporterIsFull_nothingIsPassedBy() {
    Door skipping = door(Acknowledge.RECEIVED, true);
    assertThat(tempo.tryReserve(1000)).isTrue();
    assertThat(loki.tryReserve(1000)).isTrue();
    assertThat(skipping.admit(1).refusal()).isNotNull();
  }

  @Test
  void delivered_isSaidWhenEveryBranchHasIt() {
    var client = new Client();
    accept(door(Acknowledge.DELIVERED, false).admit(100), client);
    taken.get(0).forBranch(0).settle(Outcome.DELIVERED);
    assertThat(client.words).isEmpty();
    taken.get(0).forBranch(1).settle(Outcome.DELIVERED);
    assertThat(client.words).containsExactly("taken");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void delivered_saysWhatWasRejectedAndWhatWasDropped() {
    var client = new Client();
    accept(door(Acknowledge.DELIVERED, false).admit(100), client);
    taken.get(0).forBranch(0).settle(Outcome.REJECTED_TOO_OLD);
    taken.get(0).forBranch(1).settle(Tally.DELIVERED.and(Outcome.DROPPED_UNTRANSLATABLE, 1));
    assertThat(client.words)
        .containsExactly(
            "2 lost: exporter 'tempo': 2 log records rejected: too_old;"
                + " exporter 'loki': 1 log record dropped: untranslatable");
  }

  @Test
  void persisted_isSaidWhenEveryBranchHasItOnDisk_andEndsCountOnce() {
    var client = new Client();
    accept(door(Acknowledge.PERSISTED, false).admit(100), client);
    taken.get(0).forBranch(0).stored();
    assertThat(client.words).isEmpty();
    taken.get(0).forBranch(1).stored();
    assertThat(client.words).containsExactly("taken");
    assertThat(tempo.reservedBytes()).isZero();
  }

  @Test
  void anAnswer_isNotHeldForLongerThanItsClientWaits() {
    var client = new Client();
    client.patience = Duration.ofSeconds(2);
    accept(door(Acknowledge.DELIVERED, false).admit(100), client);
    timer.advance(Duration.ofMillis(1790));
    assertThat(client.words).isEmpty();
    timer.advance(Duration.ofMillis(20));
    assertThat(client.words).hasSize(1).first().asString().startsWith("late: the data is taken");
    taken.get(0).settle(Outcome.DELIVERED);
    assertThat(client.words).hasSize(1);
    assertThat(tempo.reservedBytes()).isZero();
  }

  @Test
  void requestsThatWereAdmittedBefore_areHandedToThePipelinesOfNow() {
    Admission admission = door.admit(100);
    List<Batch> takenNow = new ArrayList<>();
    var now = new Line(spec(false, loki), List.of(), List.of(loki), takenNow::add);
    door.leadTo(List.of(now));
    assertThat(tempo.reservedBytes()).isEqualTo(100);
    accept(admission, Receipt.NOBODY);
    assertThat(taken).isEmpty();
    assertThat(takenNow).hasSize(1);
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(loki.reservedBytes()).isEqualTo(100);
    takenNow.get(0).settle(Outcome.DELIVERED);
    assertThat(loki.reservedBytes()).isZero();
  }

  /** A receiver that did not end in time may hold a request that it was let in with. */
  @Test
  void aClosedDoor_refuses_whoWasAdmittedBefore() {
    Admission admission = door.admit(100);
    door.close();
    ResourceGroup group = Samples.logGroup("shop", "a", "b");
    Refusal refusal =
        admission.accept(new ResourceGroup[] {group}, 2, Metadata.EMPTY, Receipt.NOBODY);
    assertThat(refusal.retryAfter()).isPositive();
    admission.close();
    assertThat(taken).isEmpty();
    assertThat(tempo.reservedBytes()).isZero();
    assertThat(loki.reservedBytes()).isZero();
    assertThat(door.admit(1).refusal()).isEqualTo(refusal);
  }

  private static final class Client implements Receipt {
    final List<String> words = new ArrayList<>();
    Duration patience = Duration.ofSeconds(10);

    @Override
    public void taken() {
      words.add("taken");
    }

    @Override
    public void takenInPart(int lost, String why) {
      words.add(lost + " lost: " + why);
    }

    @Override
    public void late(String why) {
      words.add("late: " + why);
    }

    @Override
    public Duration patience() {
      return patience;
    }
  }

  private static final class Gate implements Processor {
    @Nullable Refusal refusal;

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }

    @Override
    public void consume(Batch batch) {}
  }
}
