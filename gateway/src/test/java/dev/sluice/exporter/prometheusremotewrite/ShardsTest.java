package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Metrics;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final String[] LANES = {"0", "1", "2", "3", "4"};

  private static int identity(String... attributes) {
    return identity(resource(attributes));
  }

  private static int identity(Resource resource) {
    return new Shards().of(ByteSlice.of(resource.toByteArray()));
  }

  /** As they write the same series. */
  @Test
  void whatBecomesTheSameLabels_isOfOneShard() {
    KeyValue number =
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setIntValue(17))
            .build();
    assertThat(identity(Resource.newBuilder().addAttributes(number).build()))
        .isEqualTo(identity("service.name", "17"));
    assertThat(identity("service.namespace", "a/b", "service.name", "c"))
        .isEqualTo(identity("service.namespace", "a", "service.name", "b/c"));
    assertThat(identity("service.name", "first", "service.name", "second"))
        .isEqualTo(identity("service.name", "first"));
    assertThat(identity("service.name", "", "service.namespace", "n", "service.instance.id", "i"))
        .isEqualTo(identity("service.instance.id", "i"));
  }

  @Test
  void whatMakesJobAndInstance_decides_whateverStandsAroundIt() {
    int expected =
        identity("service.name", "a", "service.namespace", "n", "service.instance.id", "1");

    assertThat(
            identity(
                "host.name",
                "h",
                "service.instance.id",
                "1",
                "service.version",
                "3",
                "service.namespace",
                "n",
                "service.name",
                "a"))
        .isEqualTo(expected);
    assertThat(identity("service.name", "a", "service.namespace", "n", "service.instance.id", "2"))
        .isNotEqualTo(expected);
    assertThat(identity("service.name", "n", "service.namespace", "a", "service.instance.id", "1"))
        .isNotEqualTo(expected);
  }

  @Test
  void instances_areSpreadOverAllShards() {
    var counts = new int[LANES.length];
    for (int i = 0; i < 1000; i++) {
      counts[identity("service.name", "shop", "service.instance.id", "pod-" + i) % counts.length]++;
    }
    for (int count : counts) assertThat(count).isBetween(140, 260);
  }

  @Test
  void aBatchOfOneShard_isHandedOnAsItIs() {
    Batch batch = batch(List.of(3, 3, 3));
    Shards.partition(batch, LANES, (lane, part) -> assertThat(part).isSameAs(batch));
  }

  @Property(tries = 200)
  void everyGroup_goesToTheShardOfItsInstance_onceAndInOrder(
      @ForAll @Size(max = 40) List<@IntRange(max = 12) Integer> instances) {
    Batch batch = batch(instances);
    var seen = new HashMap<ResourceGroup, String>();
    Map<String, List<ResourceGroup>> byLane = new LinkedHashMap<>();

    Shards.partition(
        batch,
        LANES,
        (lane, part) -> {
          for (ResourceGroup group : part.groups()) {
            assertThat(seen.put(group, lane)).isNull();
            byLane.computeIfAbsent(lane, any -> new ArrayList<>()).add(group);
          }
        });

    assertThat(seen).hasSize(instances.size());
    byLane.forEach(
        (lane, groups) ->
            assertThat(groups)
                .as("in the order of the batch, and all of them")
                .isEqualTo(batch.groups().stream().filter(g -> lane.equals(seen.get(g))).toList()));
    var laneOf = new HashMap<String, String>();
    seen.forEach(
        (group, lane) ->
            assertThat(laneOf.merge(group.resource().utf8(), lane, (one, other) -> other))
                .isEqualTo(lane));
  }

  private static Batch batch(List<Integer> instances) {
    var merged = new BatchBuilder(Signal.METRICS);
    for (int instance : instances) {
      var of = resource("service.name", "s", "service.instance.id", "i" + instance);
      merged.add(Metrics.batch(request(of, gauge("g", "", point(1, 1_000_000)))));
    }
    return merged.build(Metadata.EMPTY);
  }
}
