package dev.sluice.exporter.otlphttp;

import dev.sluice.config.Section;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Compression;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import dev.sluice.sending.SendingConfig;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code exporters: otlphttp:}.
 *
 * @param targets where each signal goes; a signal without an address is absent
 * @param json whether bodies are OTLP/JSON
 */
public record OtlpHttpConfig(
    Map<Signal, Target> targets,
    boolean json,
    HttpClientConfig client,
    QueueConfig queue,
    RetryConfig retry)
    implements SendingConfig {

  private static final String LOKI_PUSH = "/loki/api/v1/push";

  static OtlpHttpConfig read(Section s) {
    Target endpoint = Target.read(s, "endpoint", "base URL; /v1/traces and the like are appended");
    var targets = new EnumMap<Signal, Target>(Signal.class);
    for (Signal signal : Signal.values()) {
      Target own = Target.read(s, signal.id() + "_endpoint", "whole URL for " + signal.id());
      if (own == null && endpoint != null) own = endpoint.plus("/v1/" + signal.id());
      if (own != null) targets.put(signal, own);
    }
    s.ignored("profiles_endpoint", "this build has no profiles");
    if (targets.isEmpty() && !s.has("endpoint")) {
      s.refuse(
          "endpoint",
          "is missing: at least one endpoint must be specified",
          "fix: endpoint: http://tempo.monitoring:4318");
    }
    warnOfPushUrl(s, "endpoint", endpoint);
    warnOfPushUrl(s, "logs_endpoint", targets.get(Signal.LOGS));
    boolean json =
        s.choice(
            "encoding",
            false,
            Map.of("proto", false, "json", true),
            "how bodies are written: protobuf or JSON");
    return new OtlpHttpConfig(
        targets,
        json,
        HttpClientConfig.read(s, HttpClientConfig.DEFAULT.withCompression(Compression.GZIP)),
        QueueConfig.read(s.section("sending_queue", "what waits"), QueueConfig.DEFAULT),
        RetryConfig.read(s.section("retry_on_failure", "when to send again"), RetryConfig.DEFAULT));
  }

  /** Both keys may be meant: a URL for logs follows from the endpoint, and is said once. */
  private static void warnOfPushUrl(Section s, String key, @Nullable Target target) {
    if (!s.has(key) || target == null) return;
    String url = target.toString();
    if (!url.contains(LOKI_PUSH)) return;
    boolean isWhole = key.equals("logs_endpoint");
    s.warn(
        key,
        isWhole
            ? "is Loki's own push API, which does not take OTLP"
            : "is Loki's own push API: otlphttp would post to "
                + LOKI_PUSH
                + "/v1/logs, which Loki does not serve",
        "fix: %s: %s/otlp%s"
            .formatted(key, url.substring(0, url.indexOf(LOKI_PUSH)), isWhole ? "/v1/logs" : ""),
        "or: the `loki` exporter with this URL");
  }
}
