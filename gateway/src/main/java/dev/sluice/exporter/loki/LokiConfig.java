package dev.sluice.exporter.loki;

import dev.sluice.config.Section;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Compression;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import dev.sluice.sending.SendingConfig;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code exporters: loki:}. The keys are those of the collector's exporter, up to
 * its last release.
 *
 * @param endpoint null only if it was not written, which is an error
 */
public record LokiConfig(
    @Nullable Target endpoint,
    DefaultLabels defaultLabels,
    MetadataChoice structuredMetadata,
    GuardConfig cardinalityGuard,
    HttpClientConfig client,
    QueueConfig queue,
    RetryConfig retry)
    implements SendingConfig {

  private static final String PUSH_PATH = "/loki/api/v1/push";
  private static final Pattern OTLP = Pattern.compile("/otlp(/v1/logs)?/?$");
  private static final String ENDPOINT = "whole URL of Loki's push API";

  /** The body is compressed already, in the way that Loki expects without being told. */
  private static final HttpClientConfig CLIENT =
      HttpClientConfig.DEFAULT.withCompression(Compression.NONE);

  static final LokiConfig DEFAULT =
      new LokiConfig(
          null,
          DefaultLabels.ALL,
          MetadataChoice.NONE,
          GuardConfig.DEFAULT,
          CLIENT,
          QueueConfig.DEFAULT,
          RetryConfig.DEFAULT);

  static LokiConfig read(Section s) {
    s.requiredText("endpoint", ENDPOINT);
    var config =
        new LokiConfig(
            Target.read(s, "endpoint", ENDPOINT),
            DefaultLabels.read(s.section("default_labels_enabled", "labels without any hint")),
            MetadataChoice.read(s),
            GuardConfig.read(s.section("cardinality_guard", "labels with too many values")),
            HttpClientConfig.read(s, CLIENT),
            QueueConfig.read(s.section("sending_queue", "what waits"), DEFAULT.queue),
            RetryConfig.read(s.section("retry_on_failure", "when to send again"), DEFAULT.retry));
    config.warn(s);
    return config;
  }

  private void warn(Section s) {
    if (endpoint != null && OTLP.matcher(endpoint.toString()).find()) {
      String base = OTLP.matcher(endpoint.toString()).replaceFirst("");
      s.warn(
          "endpoint",
          "is Loki's OTLP endpoint, and `loki` speaks the push API",
          "fix: endpoint: " + base + PUSH_PATH,
          "or: exporter `otlphttp` with endpoint: " + base + "/otlp");
    } else if (endpoint != null && !endpoint.toString().contains("/api/")) {
      s.warn(
          "endpoint",
          "does not look like Loki's push API; it is used as it stands",
          "fix: http://loki:3100" + PUSH_PATH);
    }
    if (!client.compression().isNone()) {
      s.warn(
          "compression",
          "compresses a second time: the body is a snappy block already",
          "fix: leave it out");
    }
  }
}
