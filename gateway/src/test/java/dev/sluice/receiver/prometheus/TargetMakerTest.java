package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetMakerTest {

  @ParameterizedTest
  @CsvSource({
    "http, h, h:80, http://h:80/metrics",
    "https, h, h:443, https://h:443/metrics",
    "http, 'h:8080', h:8080, http://h:8080/metrics",
    "http, ':8888', :8888, http://localhost:8888/metrics",
    "http, '[::1]', [::1]:80, http://[::1]:80/metrics",
    "http, '[::1]:9', [::1]:9, http://[::1]:9/metrics",
    "http, under_score, under_score:80, http://under_score:80/metrics",
  })
  void anAddress_becomesInstanceAndUrl(String scheme, String address, String instance, String url) {
    ScrapeTarget target =
        only("scheme: %s\nstatic_configs: [{targets: ['%s']}]".formatted(scheme, address));

    assertThat(target.instance()).isEqualTo(instance);
    assertThat(target.url()).isEqualTo(url);
    assertThat(target.identity().labels().toMap())
        .isEqualTo(Map.of("job", "shop", "instance", instance));
    assertThat(target.identity().discovered().get("__scheme__")).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({"a:b:c", "h:99999999", "'h:x'", "'a b:1'", "'u@h:1'", "'::1'"})
  void whatIsNoAddress_isNoTarget(String address) {
    var maker =
        Configs.targets(Configs.job("static_configs: [{targets: ['%s']}]".formatted(address)));

    assertThat(maker.targets()).isEmpty();
    assertThat(maker.problems())
        .containsExactly("job 'shop': '%s' is no target: it is not host:port".formatted(address));
  }

  @Test
  void pathAndParameters_areQuoted() {
    ScrapeTarget target =
        only(
            """
            metrics_path: /a b/ü?c=%d
            params: {match: ['{a="b"}', x], y: [1]}
            static_configs: [{targets: ['h:1']}]
            """);

    assertThat(target.url())
        .isEqualTo("http://h:1/a%20b/%C3%BC%3Fc=%25d?match=%7Ba%3D%22b%22%7D&match=x&y=1");
  }

  @Test
  void labelsOfAGroup_areTheTargets() {
    ScrapeTarget target =
        only("static_configs: [{targets: ['h:1'], labels: {env: prod, instance: web, __x: y}}]");

    assertThat(target.identity().labels().toMap())
        .isEqualTo(Map.of("job", "shop", "instance", "web", "env", "prod"));
  }

  @Test
  void relabeling_mayChangeEverything() {
    ScrapeTarget target =
        only(
            """
            static_configs: [{targets: ['http://probed/x']}]
            relabel_configs:
              - {source_labels: [__address__], target_label: __param_target}
              - {source_labels: [__param_target], target_label: instance}
              - {target_label: __address__, replacement: "blackbox:9115"}
              - {target_label: __metrics_path__, replacement: /probe}
              - {target_label: __scheme__, replacement: https}
              - {target_label: __scrape_interval__, replacement: 5s}
              - {target_label: __scrape_timeout__, replacement: 1s}
              - {target_label: job, replacement: other}
            """);

    assertThat(target.url())
        .isEqualTo("https://blackbox:9115/probe?target=http%3A%2F%2Fprobed%2Fx");
    assertThat(target.identity().labels().toMap())
        .isEqualTo(Map.of("job", "other", "instance", "http://probed/x"));
    assertThat(target.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(target.identity().discovered().get("__scheme__")).isEqualTo("http");
  }

  @ParameterizedTest
  @CsvSource({
    "__scheme__, ftp, 'its scheme is ''ftp'', not http or https'",
    "__scrape_interval__, x, 'its interval or timeout is no duration, or zero'",
    "__scrape_timeout__, 2m, its timeout is longer than its interval",
    "__address__, '', it is not host:port",
  })
  void whatRelabelingMakesWrong_isSaid(String label, String value, String why) {
    var maker =
        Configs.targets(
            Configs.job(
                """
                static_configs: [{targets: ['h:1']}]
                relabel_configs: [{target_label: %s, replacement: '%s'}]
                """
                    .formatted(label, value)));

    assertThat(maker.targets()).isEmpty();
    assertThat(maker.problems()).singleElement().asString().endsWith(why);
  }

  @Test
  void droppedAndDoubledAddresses_areNoTargets() {
    var maker =
        Configs.targets(
            Configs.job(
                """
                static_configs: [{targets: ['a:1', 'b:1', 'a:1', 'a:01']}]
                relabel_configs: [{action: drop, source_labels: [__address__], regex: 'b.*'}]
                """));

    assertThat(maker.targets()).extracting(ScrapeTarget::instance).containsExactly("a:1", "a:01");
    assertThat(maker.dropped()).isEqualTo(1);
    assertThat(maker.problems()).isEmpty();
  }

  private static ScrapeTarget only(String job) {
    var maker = Configs.targets(Configs.job(job));
    assertThat(maker.problems()).isEmpty();
    assertThat(maker.targets()).hasSize(1);
    return maker.targets().get(0);
  }
}
