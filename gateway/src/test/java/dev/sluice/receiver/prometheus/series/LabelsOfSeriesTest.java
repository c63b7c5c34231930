package dev.sluice.receiver.prometheus.series;

import static dev.sluice.receiver.prometheus.series.TestTarget.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.receiver.prometheus.relabel.RelabelAction;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import dev.sluice.receiver.prometheus.series.TestTarget.Request;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources, scopes, exemplars, relabelling, limits, report. */
class LabelsOfSeriesTest {
  private final TestTarget target = new TestTarget();

  @Test
  void theResource_isThatOfTheOlderCollector() throws PageException {
    assertThat(target.text("a 1\n").resource())
        .isEqualTo(
            Map.of(
                "service.name", "shop",
                "service.instance.id", "h.example:8080",
                "net.host.name", "h.example",
                "net.host.port", "8080",
                "http.scheme", "https",
                "server.address", "h.example",
                "server.port", "8080",
                "url.scheme", "https"));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:80, , 80",
    "127.0.0.1:80, , 80",
    "127.8.9.10:80, , 80",
    "0.0.0.0:80, , 80",
    "[::1]:80, , 80",
    "[::]:80, , 80",
    "10.1.2.3:9090, 10.1.2.3, 9090",
    "[2001:db8::1]:9090, 2001:db8::1, 9090",
    "name, name, ''",
    "a:b:c, a:b:c, ''",
    "localhost.example:1, localhost.example, 1",
  })
  void theHost_isNamedIfItTellsWhichOneItIs(String instance, String host, String port)
      throws PageException {
    Map<String, String> resource =
        new TestTarget(TestTarget.options(), instance, Map.of()).text("a 1\n").resource();

    assertThat(resource.get("server.address")).isEqualTo(host);
    assertThat(resource.get("net.host.name")).isEqualTo(host);
    assertThat(resource.get("server.port")).isEqualTo(port);
    assertThat(resource).containsEntry("service.instance.id", instance);
  }

  @Test
  void kubernetesLabels_becomeResourceAttributes() throws PageException {
    TestTarget pod =
        new TestTarget(
            TestTarget.options(),
            "10.0.0.1:80",
            Map.of(
                "__meta_kubernetes_pod_name", "p-1",
                "__meta_kubernetes_namespace", "shop",
                "__meta_kubernetes_pod_controller_kind", "ReplicaSet",
                "__meta_kubernetes_pod_controller_name", "p"));

    assertThat(pod.text("a 1\n").resource())
        .containsEntry("k8s.pod.name", "p-1")
        .containsEntry("k8s.namespace.name", "shop")
        .containsEntry("k8s.replicaset.name", "p");
  }

  @Test
  void targetInfo_isAddedToTheResource() throws PageException {
    String info = "target_info{service_version=\"1\",\"http.scheme\"=\"gopher\"} 1\n";
    Request request = target.text("a 1\n" + info);

    assertThat(request.names()).containsExactly("a");
    assertThat(request.resource())
        .containsEntry("service_version", "1")
        .containsEntry("http.scheme", "gopher")
        .containsEntry("service.name", "shop");
    assertThat(target.text("a 1\n" + info).resource()).containsEntry("service_version", "1");
    assertThat(target.failedScrape().resource()).containsEntry("service_version", "1");
    assertThat(target.text("a 1\n").resource()).doesNotContainKey("service_version");
  }

  @Test
  void jobAndInstance_makeResourcesOfTheirOwnIfHonoured() throws PageException {
    TestTarget honouring = new TestTarget(honoring());
    Request request =
        honouring.text("a 1\nb{job=\"x\",instance=\"y:1\"} 2\nc{job=\"\",instance=\"z\"} 3\n");

    assertThat(request.resources())
        .extracting(r -> attributes(r.getResource().getAttributesList()))
        .extracting(r -> r.get("service.name") + " " + r.get("service.instance.id"))
        .containsExactly("shop h.example:8080", "x y:1", "shop z");
  }

  @Test
  void labelsThatTheTargetHasToo_areRenamedUnlessHonoured() throws PageException {
    Map<String, String> more = Map.of("env", "prod");
    String page = "a{env=\"test\",job=\"j\",exported_job=\"k\"} 1\n";

    assertThat(labels(new TestTarget(TestTarget.options(), "h:1", more).text(page)))
        .isEqualTo(
            Map.of(
                "env",
                "prod",
                "exported_env",
                "test",
                "exported_job",
                "k",
                "exported_exported_job",
                "j"));
    assertThat(labels(new TestTarget(honoring(), "h:1", more).text(page)))
        .isEqualTo(Map.of("env", "test", "exported_job", "k"));
  }

  private static Map<String, String> labels(Request request) {
    return attributes(request.number("a").getAttributesList());
  }

  private static MappingOptions honoring() {
    return options(true, true, List.of(), MappingOptions.Limits.NONE, Map.of(), false);
  }

  private static MappingOptions options(
      boolean honorLabels,
      boolean honorTimestamps,
      List<RelabelRule> rules,
      MappingOptions.Limits limits,
      Map<String, String> externalLabels,
      boolean trim) {
    MappingOptions d = TestTarget.options();
    return new MappingOptions(
        honorLabels,
        honorTimestamps,
        false,
        rules,
        limits,
        new LabelSet(externalLabels),
        trim,
        null,
        trim,
        d.retention(),
        d.memoryBytes(),
        d.room(),
        d.version());
  }

  @Test
  void externalLabels_goBeforeAll() throws PageException {
    TestTarget outside =
        new TestTarget(
            options(false, true, List.of(), MappingOptions.Limits.NONE, Map.of("e", "x"), false));
    Request request = outside.text("a{e=\"y\"} 1\n");

    assertThat(labels(request)).isEqualTo(Map.of("e", "x"));
    assertThat(attributes(request.number("up").getAttributesList())).isEqualTo(Map.of("e", "x"));
  }

  @Test
  void timestamps_countOnlyIfHonoured() throws PageException {
    TestTarget own =
        new TestTarget(
            options(false, false, List.of(), MappingOptions.Limits.NONE, Map.of(), false));

    assertThat(own.text("a 1 1000\n").number("a").getTimeUnixNano()).isEqualTo(own.nanos());
    assertThat(own.text("").number("a").getFlags()).isEqualTo(1);
  }

  @Test
  void metricRelabeling_dropsAndRenames() throws PageException {
    RelabelRule drop = rule(RelabelAction.DROP, "__name__", "go_.*", "", "");
    RelabelRule rename = rule(RelabelAction.REPLACE, "__name__", "old_(.*)", "__name__", "new_$1");
    TestTarget relabeling =
        new TestTarget(
            options(
                false, true, List.of(drop, rename), MappingOptions.Limits.NONE, Map.of(), false));
    Request request = relabeling.text("go_x 1\nold_a 2\nb 3\n");

    assertThat(request.names()).containsExactly("new_a", "b");
    assertThat(request.value("scrape_samples_scraped")).isEqualTo(3);
    assertThat(request.value("scrape_samples_post_metric_relabeling")).isEqualTo(2);
    assertThat(request.value("scrape_series_added")).isEqualTo(2);
    assertThat(relabeling.text("go_x 1\n").names()).containsExactly("new_a", "b");
    assertThat(relabeling.failedScrape().names()).isEmpty();
  }

  @Test
  void aSeriesWithoutNameAfterRelabeling_failsThePage() {
    RelabelRule rule = rule(RelabelAction.LABELDROP, "", "__name__", "", "");
    TestTarget relabeling =
        new TestTarget(
            options(false, true, List.of(rule), MappingOptions.Limits.NONE, Map.of(), false));

    assertThat(relabeling.refused("a{b=\"c\"} 1\n"))
        .isEqualTo("line 1: metric_relabel_configs left the series without a name");
  }

  private static RelabelRule rule(
      RelabelAction action, String source, String regex, String target, String replacement) {
    return new RelabelRule(
        action,
        source.isEmpty() ? List.of() : List.of(source),
        ";",
        RelabelRule.anchored(regex),
        0,
        target,
        replacement);
  }

  @ParameterizedTest
  @CsvSource({
    "a{b=\"1\"} 1, '', 'b stands twice is not'",
    "'a{b=\"1\",b=\"2\"} 1', line 1: the label 'b' stands twice, ''",
    "'a{__name__=\"b\"} 1', line 1: the label '__name__' stands twice, ''",
    "'a{\"\"=\"b\"} 1', line 1: a label has an empty name, ''",
  })
  void labelsThatCannotBe_failThePage(String page, String problem, String ignored) {
    assertThat(target.refused(page)).isEqualTo(problem);
  }

  @Test
  void limits_failThePage() throws PageException {
    var limits = new MappingOptions.Limits(2, 5, 8, 4);
    TestTarget limited =
        new TestTarget(options(false, true, List.of(), limits, Map.of(), false), "h:1", Map.of());

    assertThat(limited.text("a{bb=\"1234\"} 1\nb 2\n").names()).containsExactly("a", "b");
    assertThat(limited.refused("a 1\nb 2\nc 3\nd 4\n")).isEqualTo("4 samples, sample_limit is 2");
    Request failed = limited.fail();
    assertThat(failed.value("up")).isZero();
    assertThat(failed.value("scrape_samples_scraped")).isEqualTo(4);
    assertThat(failed.number("a").getFlags()).isEqualTo(1);

    assertThat(limited.refused("\na{u=\"1\",v=\"2\",w=\"3\"} 1\n"))
        .isEqualTo("line 2: a has 6 labels, label_limit is 5");
    assertThat(limited.refused("a{u23456789=\"1\"} 1\n"))
        .isEqualTo(
            "line 1: the name of label 'u23456789' is 9 bytes long, label_name_length_limit is 8");
    assertThat(limited.refused("a{u=\"12345\"} 1\n"))
        .isEqualTo("line 1: the value of label 'u' is 5 bytes long, label_value_length_limit is 4");
  }

  @Test
  void scopes_areToldByLabels() throws PageException {
    Request request =
        target.text(
            """
            a 1
            b{otel_scope_name="lib",otel_scope_version="2",x="y"} 2
            c{otel_scope_name="lib",otel_scope_version="2"} 3
            otel_scope_info{otel_scope_name="lib",otel_scope_version="2",animal="bear"} 1
            """);
    ResourceMetrics resource = request.resources().get(0);
    ScopeMetrics own = resource.getScopeMetrics(0);
    ScopeMetrics lib = resource.getScopeMetrics(1);

    assertThat(resource.getScopeMetricsList()).hasSize(2);
    assertThat(own.getScope().getName())
        .isEqualTo(
            "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver");
    assertThat(own.getScope().getVersion()).isEqualTo("1.2.3");
    assertThat(lib.getScope().getName()).isEqualTo("lib");
    assertThat(lib.getScope().getVersion()).isEqualTo("2");
    assertThat(attributes(lib.getScope().getAttributesList())).isEqualTo(Map.of("animal", "bear"));
    assertThat(lib.getMetricsList()).hasSize(2);
    assertThat(attributes(request.number("b").getAttributesList()))
        .isEqualTo(Map.of("otel_scope_name", "lib", "otel_scope_version", "2", "x", "y"));
  }

  @Test
  void exemplars_comeWithTheirPoints() throws PageException {
    Request request =
        target.openMetrics(
            """
            # TYPE h histogram
            h_bucket{le="1"} 1 # {trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331",x="y"} 0.5 1600000000.5
            h_bucket{le="+Inf"} 2 # {Trace_ID="abcd"} 2
            h_count 2
            # TYPE c counter
            c_total 3 # {} 1
            """);
    List<Exemplar> exemplars =
        request.metric("h").getHistogram().getDataPoints(0).getExemplarsList();

    assertThat(exemplars).hasSize(2);
    Exemplar first = exemplars.get(0);
    assertThat(hex(first.getTraceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(hex(first.getSpanId())).isEqualTo("b7ad6b7169203331");
    assertThat(attributes(first.getFilteredAttributesList())).isEqualTo(Map.of("x", "y"));
    assertThat(first.getAsDouble()).isEqualTo(0.5);
    assertThat(first.getTimeUnixNano()).isEqualTo(1_600_000_000_500_000_000L);
    assertThat(hex(exemplars.get(1).getTraceId())).isEqualTo("0000000000000000000000000000abcd");
    assertThat(exemplars.get(1).getTimeUnixNano()).isEqualTo(target.nanos());
    assertThat(request.number("c_total").getExemplarsCount()).isEqualTo(1);
    assertThat(target.openMetrics("c_total 3\n").number("c_total").getExemplarsCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0af7651916cd43dd8448eb211c80319cffff, 0af7651916cd43dd8448eb211c80319c",
    "0AF7651916CD43DD8448EB211C80319C0, 0af7651916cd43dd8448eb211c80319c",
    "abc, ''",
    "xyz1, ''",
    "'', ''",
    "00000000000000000000000000000000, ''",
  })
  void traceIds_areCutOrStayAttributes(String text, String id) throws PageException {
    Exemplar exemplar =
        target
            .openMetrics("c_total 3 # {trace_id=\"" + text + "\"} 1\n")
            .number("c_total")
            .getExemplars(0);

    assertThat(hex(exemplar.getTraceId())).isEqualTo(id);
    assertThat(attributes(exemplar.getFilteredAttributesList()))
        .isEqualTo(id.isEmpty() && !text.isEmpty() ? Map.of("trace_id", text) : Map.of());
  }

  private static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Test
  void theReport_isPartOfEveryScrape() throws PageException {
    Request request = target.text("a 1\nb 2\n");

    assertThat(request.value("up")).isEqualTo(1);
    assertThat(request.value("scrape_duration_seconds")).isEqualTo(0.25);
    assertThat(request.metric("scrape_duration_seconds").getUnit()).isEqualTo("s");
    assertThat(request.metric("up").getDescription()).isEqualTo("The scraping was successful");
    assertThat(request.value("scrape_samples_scraped")).isEqualTo(2);
    assertThat(request.value("scrape_samples_post_metric_relabeling")).isEqualTo(2);
    assertThat(request.value("scrape_series_added")).isEqualTo(2);
    assertThat(request.number("up").getAttributesList()).isEmpty();
    assertThat(request.allPoints()).isEqualTo(7);
    assertThat(target.text("a 1\nc 2\n").value("scrape_series_added")).isEqualTo(1);
  }

  @Test
  void theReport_hasMoreIfAskedFor() throws PageException {
    Request request =
        new TestTarget(options(false, true, List.of(), MappingOptions.Limits.NONE, Map.of(), true))
            .text("");

    assertThat(request.value("scrape_timeout_seconds")).isEqualTo(10);
    assertThat(request.value("scrape_sample_limit")).isEqualTo(77);
    assertThat(request.value("scrape_body_size_bytes")).isEqualTo(1234);
  }

  @Test
  void aPageThatSaysUp_doesNotHideTheTruth() throws PageException {
    Request request = target.text("# TYPE up counter\nup 0\n");

    assertThat(request.value("up")).isEqualTo(1);
    assertThat(request.metric("up").hasGauge()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "counter, a_seconds_total, seconds, a",
    "counter, a_total, '', a",
    "gauge, a_seconds, seconds, a",
    "gauge, a_total, '', a_total",
    "gauge, seconds, '', seconds",
    "gauge, a_bytes_per_second, bytes_per_second, a",
    "gauge, a_seconds_b, '', a_seconds_b",
  })
  void suffixes_areTrimmedIfAskedFor(String type, String sample, String unit, String name)
      throws PageException {
    TestTarget trimming =
        new TestTarget(options(false, true, List.of(), MappingOptions.Limits.NONE, Map.of(), true));
    String family = type.equals("counter") ? sample.replace("_total", "") : sample;
    String unitLine = unit.isEmpty() ? "" : "# UNIT %s %s\n".formatted(family, unit);

    assertThat(
            trimming
                .openMetrics("# TYPE %s %s\n%s%s 1\n".formatted(family, type, unitLine, sample))
                .names())
        .contains(name);
  }
}
