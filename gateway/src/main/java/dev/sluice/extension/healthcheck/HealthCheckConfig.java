package dev.sluice.extension.healthcheck;

import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.net.http.HttpServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code extensions: health_check:}.
 *
 * @param path that is answered; {@code /} is every path
 * @param responses bodies in place of the JSON ones; null: those
 */
public record HealthCheckConfig(
    HttpServerConfig server, String path, @Nullable Responses responses) {

  private static final Endpoint ENDPOINT = new Endpoint("localhost", 13133);

  static final HealthCheckConfig DEFAULT =
      new HealthCheckConfig(HttpServerConfig.at(ENDPOINT), "/", null);

  /** Plain texts; one that was not written is empty. */
  public record Responses(String healthy, String unhealthy) {}

  static HealthCheckConfig read(Section s) {
    HttpServerConfig server = HttpServerConfig.readOpen(s, ENDPOINT);
    s.ignored("auth", "probes are answered to everybody, as the collector does");
    String path = s.text("path", DEFAULT.path, "the path that is answered; / is every path");
    if (!path.startsWith("/")) {
      s.refuse("path", "must start with `/`", "fix: path: /" + path);
      path = DEFAULT.path;
    }
    readPipelineCheck(s);
    s.ignored("use_v2", "there is one way to answer");
    s.ignored("component_health", "the probe does not depend on components");
    return new HealthCheckConfig(server, path, readResponses(s));
  }

  private static @Nullable Responses readResponses(Section s) {
    Section body = s.section("response_body", "bodies in place of the JSON ones");
    var responses =
        new Responses(
            body.text("healthy", "", "the body of 200"),
            body.text("unhealthy", "", "the body of 503"));
    return body.isWritten() ? responses : null;
  }

  /** Checked and without effect, as in the collector since 0.100. */
  private static void readPipelineCheck(Section s) {
    Section check = s.section("check_collector_pipeline", "without effect");
    check.flag("enabled", false, "without effect");
    check.duration("interval", Duration.ofMinutes(5), "without effect");
    check.integer("exporter_failure_threshold", 5, 1, Integer.MAX_VALUE, "without effect");
    s.ignored("check_collector_pipeline", "a probe must not fail with a backend");
  }
}
