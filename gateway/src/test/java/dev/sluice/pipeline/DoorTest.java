package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Admission;
import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.Refusal;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorTest {
  private final Ledger ledger = new Ledger();
  private final Branch tempo = branch("tempo");
  private final Branch loki = branch("loki");
  private final List<Batch> taken = new ArrayList<>();
  private final Gate gate = new Gate();
  private final Door door =
      new Door(Signal.LOGS, List.of(line(List.of(), tempo, loki), line(List.of(gate), loki)));

  private Branch branch(String exporter) {
    return new Branch(ledger.account(exporter, Signal.LOGS), 1000);
  }

  private Line line(List<Processor> processors, Branch... branches) {
    var spec = new PipelineSpec(new PipelineId(Signal.LOGS, ""), List.of(), List.of(), List.of());
    return new Line(spec, processors, List.of(branches), taken::add);
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
    tempo.boundBy(() -> true);
    assertThat(door.admit(1).refusal().message()).contains("'tempo'").contains("queue is full");
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
    admission.accept(new ResourceGroup[] {group}, 2, Metadata.EMPTY);
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
    var spec = new PipelineSpec(new PipelineId(Signal.LOGS, ""), List.of(), List.of(), List.of());
    Consumer broken =
        batch -> {
          throw new IllegalStateException("bug");
        };
    var halfBroken =
        new Door(
            Signal.LOGS,
            List.of(new Line(spec, List.of(), List.of(tempo), broken), line(List.of(), loki)));
    Admission admission = halfBroken.admit(100);
    admission.accept(new ResourceGroup[] {Samples.logGroup("shop", "a", "b")}, 2, Metadata.EMPTY);
    assertThat(ledger.account("tempo", Signal.LOGS).settled(Outcome.DROPPED_INTERNAL_ERROR))
        .isEqualTo(2);
    assertThat(tempo.reservedBytes()).isZero();
    taken.get(0).settle(Outcome.DELIVERED);
    assertThat(loki.reservedBytes()).isZero();
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
