package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Samples;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final Branch branch = Samples.branch("fake", Signal.LOGS);

  @Test
  void whoWantsToKnowWhenABatchIsAnswered_hearsItWhenTheLastOfItsSendersIs() {
    var first = new Awaited(Receipt.NOBODY);
    var second = new Awaited(Receipt.NOBODY);
    var both = new BatchBuilder(Signal.LOGS);
    for (Awaited awaited : List.of(first, second)) {
      Branch of = Samples.branch("fake", Signal.LOGS);
      Witness witness = awaited.expect(of, 1, Acknowledge.DELIVERED);
      var fan = new Fan(new Delivery[] {new Delivery(of, 1, 0, witness)}, awaited);
      both.add(Samples.logGroup("shop", "line"), fan, 0);
      awaited.isWhole();
    }
    var told = new AtomicInteger();
    both.build(Metadata.EMPTY).whenAnswered(told::incrementAndGet);
    second.late("its client waits no longer");
    assertThat(told.get()).isZero();
    first.late("nor does this one");
    assertThat(told.get()).isOne();
  }

  /** Two pipelines may name an exporter in different places, and what waits for it is joined. */
  @Test
  void batchesOfOneBranch_areJoined_whateverItsPlaceInTheirPipelines() {
    var both = new BatchBuilder(Signal.LOGS);
    both.add(Samples.logs(branch, "first", "a"));
    Branch other = Samples.branch("other", Signal.LOGS);
    for (List<Branch> pipeline : List.of(List.of(other, branch), List.of(branch, other))) {
      var group = Samples.logGroup("second", "b", "c");
      for (Branch each : pipeline) assertThat(each.tryReserve(group.sizeInBytes())).isTrue();
      var fan = new Fan(pipeline, 2, group.sizeInBytes());
      var groups = new ResourceGroup[] {group, group.withRest(ByteSlice.EMPTY, 0)};
      Batch whole = Batch.ofRequest(Signal.LOGS, groups, fan, Metadata.EMPTY);
      both.add(Objects.requireNonNull(whole.forBranch(pipeline.indexOf(branch))));
      Objects.requireNonNull(whole.forBranch(pipeline.indexOf(other))).settle(Outcome.DELIVERED);
    }
    Batch joined = both.build(Metadata.EMPTY);
    assertThat(joined.runs()).containsExactly(1, 2, 2);
    joined.settle(Outcome.DELIVERED);
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(5);
    assertThat(branch.account().queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
    assertThat(other.reservedBytes()).isZero();
  }

  @Test
  void aTally_isSpreadOverTheDeliveries_withoutLosingAnItem() {
    Batch batch = merged(List.of(2, 3, 4));
    batch.settle(
        Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, 4).and(Outcome.DROPPED_UNTRANSLATABLE, 1));
    assertThat(branch.account().settled(Outcome.REJECTED_PARTIAL)).isEqualTo(4);
    assertThat(branch.account().settled(Outcome.DROPPED_UNTRANSLATABLE)).isEqualTo(1);
    assertThat(branch.account().settled(Outcome.DELIVERED)).isEqualTo(4);
    assertThat(branch.account().queued()).isZero();
  }

  @Test
  void aBatch_isMergedIfSeveralRequestsShareIt() {
    assertThat(Samples.logs(branch, "a", "1", "2").isMerged()).isFalse();
    assertThat(merged(List.of(1, 1)).isMerged()).isTrue();
  }

  @Property(tries = 200)
  void splitting_losesNothing_andKeepsTheOrder(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> sizes,
      @ForAll @IntRange(min = 0, max = 1000) int where)
      throws Exception {
    Batch batch = merged(sizes);
    if (batch.items() < 2) {
      batch.settle(Outcome.DELIVERED);
      return;
    }
    int at = 1 + where % (batch.items() - 1);
    List<Batch> parts = batch.splitAt(at);
    assertThat(parts.get(0).items()).isEqualTo(at);
    assertThat(parts.get(1).items()).isEqualTo(batch.items() - at);
    var bodies = new ArrayList<>(bodies(parts.get(0)));
    bodies.addAll(bodies(parts.get(1)));
    assertThat(bodies).isEqualTo(bodies(batch));
    parts.get(0).settle(Outcome.DELIVERED);
    parts.get(1).settle(Outcome.REJECTED_INVALID);
    assertThat(branch.account().queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
  }

  /** What is sent in parts is cut between requests where that is possible: nothing is copied. */
  @Property(tries = 200)
  void wholeGroups_areAsManyAsFit(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 40) int count)
      throws Exception {
    Batch batch = merged(sizes);
    int sum = 0;
    int expected = 0;
    for (int size : sizes) {
      sum += size;
      if (sum <= count) expected = sum;
    }
    assertThat(batch.wholeGroups(count)).isEqualTo(expected == 0 ? count : expected);
    batch.settle(Outcome.DELIVERED);
  }

  @Property(tries = 200)
  void cuttingIntoMany_losesNothing_andKeepsTheOrder(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 12) int count)
      throws Exception {
    Batch batch = merged(sizes);
    List<Batch> parts = batch.splitEvery(count);
    assertThat(parts).hasSize((batch.items() + count - 1) / count);
    var bodies = new ArrayList<String>();
    for (Batch part : parts) {
      assertThat(part.items()).isBetween(1, count);
      bodies.addAll(bodies(part));
      part.settle(Outcome.DELIVERED);
    }
    assertThat(bodies).isEqualTo(bodies(batch));
    assertThat(branch.account().queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
  }

  private Batch merged(List<Integer> sizes) {
    var builder = new BatchBuilder(Signal.LOGS);
    int line = 0;
    for (int size : sizes) {
      String[] bodies = new String[size];
      for (int i = 0; i < size; i++) bodies[i] = "line " + line++;
      builder.add(Samples.logs(branch, "service-" + size, bodies));
    }
    return builder.build(Metadata.EMPTY);
  }

  private static List<String> bodies(Batch batch) throws Exception {
    var out = new ProtoWriter();
    for (int i = 0; i < batch.size(); i++) batch.group(i).writeTo(out);
    assertThat((long) out.size()).isEqualTo(batch.bytes());
    var bodies = new ArrayList<String>();
    for (var resource :
        ExportLogsServiceRequest.parseFrom(out.toByteArray()).getResourceLogsList()) {
      String service = resource.getResource().getAttributes(0).getValue().getStringValue();
      for (var scope : resource.getScopeLogsList()) {
        for (var record : scope.getLogRecordsList()) {
          bodies.add(service + ": " + record.getBody().getStringValue());
        }
      }
    }
    return bodies;
  }
}
