package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static dev.sluice.testkit.Metrics.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetInfoTest {
  private static final Resource RESOURCE =
      resource("service.name", "s", "host.name", "h", "empty", "", "host_name", "h2");
  private static final String INFO = "{__name__=\"target_info\",host_name=\"h;h2\",job=\"s\"}";

  private static Translation with(
      String namespace, Map<String, String> external, boolean targetInfo, ResourceChoice choice) {
    return new Translation(
        new MetricNames(namespace, Strategy.ESCAPED_WITH_SUFFIXES),
        external,
        targetInfo,
        choice,
        false,
        false,
        Protocol.V1,
        HistogramForm.CLASSIC,
        Deltas.OFF);
  }

  private static List<String> names(Translation translation, Resource resource) {
    return Encoding.of(translation, request(resource, gauge("g", "", point(1, 1_000_000)))).names();
  }

  @Test
  void aResource_isSaidOnceAtItsNewestTime() {
    var encoding =
        Encoding.of(
            Translation.DEFAULT,
            request(RESOURCE, gauge("g", "", point(1, 5_000_000), point(1, 3_000_000))).toBuilder()
                .mergeFrom(request(RESOURCE, gauge("h", "", point(1, 4_000_000))))
                .build());

    assertThat(encoding.series()).contains(INFO + " [1.0@5]").hasSize(3);
  }

  @Test
  void aPointThatIsLeftOut_countsForItsTime() {
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    assertThat(Encoding.of(RESOURCE, sum("d", "", true, delta, point(1, 9_000_000))).series())
        .containsExactly(INFO + " [1.0@9]");
  }

  @Test
  void withoutATime_thereIsNone() {
    assertThat(Encoding.of(RESOURCE, counter("c", "", point(1, 0))).names())
        .containsExactly("{__name__=\"c_total\",job=\"s\"}");
  }

  @Test
  void onlyWhatJobAndInstanceSayAlready_isNoInfo() {
    assertThat(
            names(
                Translation.DEFAULT,
                resource(
                    "service.name", "s", "service.namespace", "n", "service.instance.id", "i")))
        .containsExactly("{__name__=\"g\",instance=\"i\",job=\"n/s\"}");
  }

  @Test
  void withoutJobAndInstance_thereIsNone() {
    assertThat(names(Translation.DEFAULT, resource("host.name", "h")))
        .containsExactly("{__name__=\"g\"}");
    assertThat(names(Translation.DEFAULT, resource("service.name", "", "host.name", "h")))
        .containsExactly("{__name__=\"g\"}");
  }

  @Test
  void aJobFromElsewhere_isEnough() {
    assertThat(names(with("", Map.of("job", "ext"), true, ResourceChoice.NONE), resource("a", "b")))
        .containsExactly(
            "{__name__=\"g\",job=\"ext\"}", "{__name__=\"target_info\",a=\"b\",job=\"ext\"}");
    assertThat(names(Translation.DEFAULT, resource("job", "own")))
        .containsExactly("{__name__=\"g\"}", "{__name__=\"target_info\",job=\"own\"}");
  }

  @Test
  void switchedOff_thereIsNone() {
    assertThat(names(with("", Map.of(), false, ResourceChoice.NONE), RESOURCE))
        .containsExactly("{__name__=\"g\",job=\"s\"}");
  }

  @Test
  void theNamespace_isInItsName() {
    assertThat(
            names(
                with("ns", Map.of(), true, ResourceChoice.NONE),
                resource("service.name", "s", "a", "b")))
        .containsExactly(
            "{__name__=\"ns_g\",job=\"s\"}", "{__name__=\"ns_target_info\",a=\"b\",job=\"s\"}");
  }

  @Test
  void aNewerOneThatWasWritten_isNeverFollowedByAnOlder() {
    WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);

    assertThat(infoAt(encoder, 5)).isTrue();
    assertThat(infoAt(encoder, 4)).as("older").isFalse();
    assertThat(infoAt(encoder, 5)).as("the same again, as a repeated push has it").isTrue();
    assertThat(infoAt(encoder, 6)).isTrue();
  }

  private static boolean infoAt(WriteRequestEncoder encoder, long millis) {
    var batch = batch(request(RESOURCE, gauge("g", "", point(1, millis * 1_000_000))));
    return Encoding.of(encoder, batch).series().contains(INFO + " [1.0@%d]".formatted(millis));
  }

  @Test
  void resourceAttributes_becomeLabelsOfEverySeries() {
    var resource =
        resource(
            "service.name", "s", "service.instance.id", "i", "host.name", "h", "a", "of-resource");
    var request = request(resource, gauge("g", "", point(1, 1_000_000, "a", "of-point", "b", "c")));
    String info =
        "{__name__=\"target_info\",a=\"of-resource\",host_name=\"h\",instance=\"i\",job=\"s\"}";

    assertThat(Encoding.of(with("", Map.of(), true, ResourceChoice.ALL), request).names())
        .containsExactly(
            "{__name__=\"g\",a=\"of-resource\",b=\"c\",host_name=\"h\",instance=\"i\",job=\"s\","
                + "service_instance_id=\"i\",service_name=\"s\"}",
            info);
    assertThat(
            Encoding.of(with("", Map.of(), true, ResourceChoice.ALL_BUT_SERVICE), request).names())
        .containsExactly(
            "{__name__=\"g\",a=\"of-resource\",b=\"c\",host_name=\"h\",instance=\"i\",job=\"s\"}",
            info);
    var chosen = new ResourceChoice(List.of("host.*", "service.?ame"), List.of("*.name"));
    assertThat(Encoding.of(with("", Map.of(), true, chosen), request).names())
        .containsExactly("{__name__=\"g\",a=\"of-point\",b=\"c\",instance=\"i\",job=\"s\"}", info);
  }

  @Test
  void patterns_matchWholeKeys() {
    var choice = new ResourceChoice(List.of("k8s.*.name", "host?id", "*x*"), List.of());
    assertThat(choice.takes("k8s.pod.name")).isTrue();
    assertThat(choice.takes("k8s.pod.names")).isFalse();
    assertThat(choice.takes("host.id")).isTrue();
    assertThat(choice.takes("hostid")).isFalse();
    assertThat(choice.takes("axb")).isTrue();
    var allBut = new ResourceChoice(List.of(), List.of("secret*"));
    assertThat(allBut.takes("anything")).isTrue();
    assertThat(allBut.takes("secret.key")).isFalse();
  }
}
