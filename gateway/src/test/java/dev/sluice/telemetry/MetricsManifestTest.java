package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Golden;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MetricsManifestTest {

  @Test
  void theManifest_isReadAsYamlIs() throws IOException {
    var ours = new ArrayList<Map<String, Object>>();
    for (Declaration one : Manifest.DECLARED.all()) {
      ours.add(
          Map.of(
              "name", one.name(),
              "type", one.type().word(),
              "unit", one.unit(),
              "labels", one.labels(),
              "level", one.level(),
              "help", one.help()));
    }
    assertThat(ours).isNotEmpty().isEqualTo(asYaml());
  }

  private static List<Map<String, Object>> asYaml() throws IOException {
    var all = new ArrayList<Map<String, Object>>();
    try (InputStream file = Manifest.class.getResourceAsStream("metrics.yaml")) {
      var load = new Load(LoadSettings.builder().build());
      ((Map<?, ?>) load.loadFromInputStream(file))
          .forEach(
              (name, entry) -> {
                Map<?, ?> settings = (Map<?, ?>) entry;
                all.add(
                    Map.of(
                        "name", name.toString(),
                        "type", text(settings, "type", ""),
                        "unit", text(settings, "unit", ""),
                        "labels",
                            settings.get("labels") == null ? List.of() : settings.get("labels"),
                        "level",
                            MetricsLevel.valueOf(
                                text(settings, "level", "basic").toUpperCase(Locale.ROOT)),
                        "help", text(settings, "help", "")));
              });
    }
    return all;
  }

  private static String text(Map<?, ?> settings, String key, String dflt) {
    return settings.get(key) instanceof String text ? text : dflt;
  }

  @Test
  void everyDeclaration_isWorthReading() {
    assertThat(Manifest.DECLARED.all())
        .allSatisfy(
            one -> {
              assertThat(one.name()).matches("(otelcol|sluice|jvm)_[a-z][a-z0-9_]*[a-z0-9]");
              assertThat(one.help()).matches("[A-Z].{10,}\\.");
              assertThat(one.labels()).doesNotHaveDuplicates().allMatch(l -> l.matches("[a-z_]+"));
              if (one.type() == MetricType.COUNTER && !one.name().startsWith("otelcol_")) {
                assertThat(one.name()).endsWith("_total");
              }
            });
  }

  @Test
  void whatTheJvmBrings_isDeclaredWithItsLabels() {
    var instruments = new Instruments();
    try (var jvm = new JvmMetrics(instruments)) {
      assertThat(jvm).isNotNull();
      assertThat(instruments.registry().getMeters())
          .isNotEmpty()
          .allSatisfy(MetricsManifestTest::isDeclared);
    }
  }

  private static void isDeclared(Meter meter) {
    String name = MetricNames.declared(meter.getId());
    Declaration declaration = Manifest.DECLARED.find(name);
    assertThat(declaration).as(name).isNotNull();
    assertThat(meter.getId().getTags())
        .as(name)
        .extracting(Tag::getKey)
        .containsExactlyInAnyOrderElementsOf(declaration.labels());
  }

  @Test
  void whatTheCodeNames_isDeclared() throws Exception {
    assertThat(NamesInCode.all())
        .isNotEmpty()
        .filteredOn(name -> declared().stream().noneMatch(one -> isMeant(name, one)))
        .as("write them into metrics.yaml")
        .isEmpty();
  }

  @Test
  void whatIsDeclared_isNamedInTheCode() throws Exception {
    Set<String> names = NamesInCode.all();
    assertThat(declared())
        .filteredOn(one -> !one.startsWith("jvm_"))
        .filteredOn(one -> names.stream().noneMatch(name -> isMeant(name, one)))
        .as("nobody registers them")
        .isEmpty();
  }

  private static List<String> declared() {
    return Manifest.DECLARED.all().stream().map(Declaration::name).toList();
  }

  /** A name that ends in an underscore is the beginning of several. */
  private static boolean isMeant(String inCode, String declared) {
    return declared.equals(inCode) || (inCode.endsWith("_") && declared.startsWith(inCode));
  }

  @Test
  void theReference_isMadeFromTheManifest() throws IOException {
    Golden.assertMatchesProjectFile("docs/reference/metrics.md", reference());
  }

  private static String reference() {
    String rows =
        Manifest.DECLARED.all().stream()
            .map(
                one ->
                    "| `%s` | %s | %s | %s | %s | %s |"
                        .formatted(
                            one.name(),
                            one.type().word(),
                            one.unit().isEmpty() ? "" : "`" + one.unit() + "`",
                            one.labels().stream()
                                .map("`%s`"::formatted)
                                .collect(Collectors.joining(", ")),
                            one.level().name().toLowerCase(Locale.ROOT),
                            one.help()))
            .collect(Collectors.joining("\n"));
    return """
        # Metrics of the gateway

        What Sluice shows of itself at `/metrics` (`localhost:8888`, until `service::telemetry::metrics` says otherwise).
        This page is made from `metrics.yaml`; a test keeps the two alike.

        Names are those of collector 0.111: no `_total` and no unit on `otelcol_*`. A reader with `without_type_suffix: false` gets
        `_total` on those counters, with `without_units: false` their unit. What begins with `sluice_` or `jvm_` has one name.

        Every series also carries the attributes of `service::telemetry::resource` as labels: `service_instance_id`, `service_name`,
        `service_version`, and what the configuration adds. `target_info` carries the same.

        A series exists, with 0, from the start, so that an alert has something to see before the first failure.
        The level is the least value of `service::telemetry::metrics::level` that shows the metric; the default is `normal`.

        | Name | Type | Unit | Labels | Level | |
        |---|---|---|---|---|---|
        %s
        """
        .formatted(rows);
  }
}
