package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayConfigTest {
  private static final Map<String, String> POD = Map.of("MY_POD_IP", "127.0.0.1");

  private static String file(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/config", name));
  }

  private static List<String> names(List<Reference> references) {
    return references.stream().map(reference -> reference.id().toString()).toList();
  }

  @Test
  void relayYaml_isReadWhole() throws IOException {
    var loads = new Loads(POD).text(file("relay.yaml"));
    RelayConfig relay = Toys.read(loads.load());
    assertThat(loads.rendered()).isEmpty();
    assertThat(relay.components(ComponentKind.EXPORTER).keySet())
        .extracting(ComponentId::toString)
        .containsExactly("otlphttp", "loki", "prometheusremotewrite");
    assertThat(relay.components(ComponentKind.PROCESSOR)).hasSize(3);
    assertThat(names(relay.extensions())).containsExactly("health_check");
    assertThat(relay.pipelines())
        .extracting(p -> p.id().toString())
        .containsExactly("traces", "logs", "metrics");
    Pipeline metrics = relay.pipelines().get(2);
    assertThat(names(metrics.receivers())).containsExactly("otlp", "prometheus");
    assertThat(names(metrics.processors())).containsExactly("memory_limiter", "batch");
    assertThat(names(metrics.exporters())).containsExactly("prometheusremotewrite");
    assertThat(metrics.exporters().get(0).span().line()).isEqualTo(86);
    assertThat(relay.telemetry().section("metrics", "").text("address", "", ""))
        .isEqualTo("127.0.0.1:8888");
  }

  @Test
  void relayYaml_withoutItsVariable_isAWarning() throws IOException {
    var loads = new Loads(Map.of()).text(file("relay.yaml"));
    Toys.read(loads.load());
    assertThat(loads.problems.hasErrors()).isFalse();
    assertThat(loads.problems.count(Severity.WARNING)).isEqualTo(1);
  }

  @Test
  void relayBroken_isExplainedInOneRun() throws IOException {
    var loads = new Loads(POD).text(file("relay-broken.yaml"));
    Toys.read(loads.load());
    assertThat(loads.rendered())
        .contains("test.yaml:11:9")
        .contains("indent lines 11-15 by 2 more spaces")
        .contains("`${job-name}` is a template placeholder")
        .contains("${env:JOB_NAME}")
        .contains("`${actuator-endpoint}` is a template placeholder")
        .contains("`${app-name}` is a template placeholder");
  }

  @Test
  void aPartThatCannotBeRead_makesNothingElseMissing() {
    var loads =
        Loads.of(
            """
            receivers:
              otlp: "
            exporters:
              debug:
            """);
    Toys.read(loads.load());
    assertThat(loads.rendered()).contains("a quote is never closed").contains("1 error in");
  }

  @Test
  void aliasesOfATypeThatTheBuildKnows_areTypes() {
    var loads =
        Loads.of(
            """
            receivers: {nop: , nop/a b: }
            exporters: {otlp_http: }
            service: {pipelines: {traces/x: {receivers: nop, exporters: [ otlp_http ]}}}
            """);
    RelayConfig relay =
        RelayConfig.read(
            loads.load(),
            Map.of(
                ComponentKind.RECEIVER, Set.of("nop"),
                ComponentKind.EXPORTER, Set.of("otlphttp", "otlp_http")));
    relay.finish();
    assertThat(loads.rendered()).contains("nop/a b").contains("1 error in");
    assertThat(relay.components(ComponentKind.EXPORTER))
        .containsKey(new ComponentId("otlp_http", ""));
    assertThat(relay.pipelines().get(0).id()).isEqualTo(new ComponentId("traces", "x"));
  }

  @Test
  void ids_areTrimmedAndChecked() {
    var problems = new Problems();
    var ids = new Ids(problems);
    Span span = Span.whole(new Source("x", ""));
    assertThat(ids.parse(" otlp / a-b.c ", span, "")).isEqualTo(new ComponentId("otlp", "a-b.c"));
    assertThat(ids.parse("k8s_x/é", span, "")).hasToString("k8s_x/é");
    assertThat(ids.parse("a/b/c", span, "")).isEqualTo(new ComponentId("a", "b/c"));
    assertThat(problems.isEmpty()).isTrue();
    List<String> wrong =
        List.of("", " ", "/", "a/", "/a", "1a", "a-b", "é", "a/ b c", "a/\u0001", "a/€", "a/ ");
    for (String id : wrong) assertThat(ids.parse(id, span, "")).as(id).isNull();
    assertThat(ids.parse("a".repeat(64), span, "")).isNull();
    assertThat(ids.parse("a/" + "b".repeat(1025), span, "")).isNull();
    assertThat(ids.parse("a".repeat(63) + "/" + "b".repeat(1024), span, "")).isNotNull();
  }

  @Test
  void theTableOfCollectorComponents_isSound() {
    var seen = new HashSet<String>();
    for (List<String> row : Resource.rows("collector-components.txt", 4)) {
      assertThat(row.get(0)).isIn("receiver", "processor", "exporter", "connector", "extension");
      assertThat(row.get(2) + row.get(3)).as("a way out for " + row.get(1)).isNotBlank();
      for (String type : row.get(1).split(" +")) {
        assertThat(type).matches("[a-z][a-z0-9_]*");
        assertThat(seen.add(row.get(0) + " " + type)).as("once: " + type).isTrue();
      }
    }
    assertThat(seen.size()).isGreaterThan(200);
  }

  @Test
  void theTableOfNames_isSound() {
    for (List<String> row : Resource.rows("renamed.txt", 3)) {
      assertThat(row.get(0)).isIn("key", "receiver", "processor", "exporter", "extension");
      assertThat(row.get(1)).matches("[a-z0-9_]+");
      assertThat(row.get(2)).matches("[a-z0-9_ ]+");
    }
  }

  @Test
  void suggestions_areNearOrNone() {
    Set<String> names = Set.of("endpoint", "timeout", "tls");
    assertThat(Suggest.nearest("endpiont", names)).isEqualTo("endpoint");
    assertThat(Suggest.nearest("tmeout", names)).isEqualTo("timeout");
    assertThat(Suggest.nearest("tlss", names)).isEqualTo("tls");
    assertThat(Suggest.nearest("end", names)).isEqualTo("endpoint");
    assertThat(Suggest.nearest("tls_settings", names)).isNull();
    assertThat(Suggest.nearest("x".repeat(10_000), names)).isNull();
    assertThat(Suggest.distance("ca", "abc")).isEqualTo(3);
    assertThat(Suggest.distance("ab", "ba")).isEqualTo(1);
    assertThat(Suggest.distance("", "abc")).isEqualTo(3);
  }
}
