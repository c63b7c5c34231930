package dev.sluice.extension.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckConfigTest {

  @Test
  void nothingWritten_isAsTheCollectorsDefault() {
    Section section = Sections.empty();
    var config = HealthCheckConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config).isEqualTo(HealthCheckConfig.DEFAULT);
    assertThat(config.server().endpoint()).isEqualTo(new Endpoint("localhost", 13133));
    assertThat(config.server().tls()).isNull();
    assertThat(config.path()).isEqualTo("/");
    assertThat(config.responses()).isNull();
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            endpoint: 0.0.0.0:1234
            path: /live
            response_body: {healthy: yes we can, unhealthy: not now}
            max_connections: 7
            """);
    var config = HealthCheckConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config.server().endpoint()).isEqualTo(new Endpoint("0.0.0.0", 1234));
    assertThat(config.server().maxConnections()).isEqualTo(7);
    assertThat(config.path()).isEqualTo("/live");
    assertThat(config.responses())
        .isEqualTo(new HealthCheckConfig.Responses("yes we can", "not now"));
  }

  @Test
  void mistakes_areExplained() throws IOException {
    var all = new StringBuilder();
    for (String yaml :
        List.of(
            "endpoint: \"\"",
            "path: live",
            "check_collector_pipeline: {enabled: true, interval: 5m, exporter_failure_threshold: 5}",
            "check_collector_pipeline: {interval: soon, exporter_failure_threshold: 0}",
            "response_body: {health: ok}",
            "auth: {authenticator: basicauth}",
            "http: {endpoint: localhost:1}")) {
      Section section = Sections.parse(yaml + "\n");
      HealthCheckConfig.read(section);
      all.append("### ").append(yaml).append('\n').append(Sections.problems(section)).append('\n');
    }
    Golden.assertMatches("extension/healthcheck-mistakes.txt", all.toString());
  }
}
