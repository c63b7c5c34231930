package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import dev.sluice.sending.SendingConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code exporters: prometheusremotewrite:}.
 *
 * @param endpoint null only if it was missing or no URL, which was reported
 * @param maxBatchSizeBytes of a request before compression
 */
public record PrometheusRemoteWriteConfig(
    @Nullable Target endpoint,
    HttpClientConfig client,
    Translation translation,
    QueueConfig queue,
    RetryConfig retry,
    int maxBatchSizeBytes,
    boolean sendMetadata)
    implements SendingConfig {

  static final HttpClientConfig DEFAULT_CLIENT =
      HttpClientConfig.DEFAULT
          .withTimeout(Duration.ofSeconds(5))
          .withCompression(Compression.SNAPPY);

  static final QueueConfig DEFAULT_QUEUE = new QueueConfig(true, 5, 10_000);

  static final RetryConfig DEFAULT_RETRY =
      new RetryConfig(true, Duration.ofMillis(50), 0.5, 1.5, Duration.ofSeconds(30), null);

  static final int DEFAULT_MAX_BATCH_SIZE_BYTES = 3_000_000;

  private static final Set<String> RESERVED_HEADERS =
      Set.of("content-encoding", "content-type", "user-agent", "x-prometheus-remote-write-version");

  static PrometheusRemoteWriteConfig read(Section s) {
    Section http =
        s.has("http") ? s.section("http", "the client, as newer collectors write it") : s;
    Target endpoint = readEndpoint(http);
    HttpClientConfig client = readClient(s, http);
    LaterKeys.read(s);
    return new PrometheusRemoteWriteConfig(
        endpoint,
        client,
        TranslationKeys.read(s),
        QueueKeys.read(s),
        RetryConfig.read(s.section("retry_on_failure", "when to send again"), DEFAULT_RETRY),
        readMaxBatchSize(s),
        s.flag("send_metadata", false, "send types, help and units, in requests of their own"));
  }

  private static @Nullable Target readEndpoint(Section http) {
    Target endpoint = Target.read(http, "endpoint", "whole URL of the remote-write receiver");
    if (endpoint == null && !http.has("endpoint")) {
      http.refuse("endpoint", "is missing", "fix: endpoint: http://prometheus:9090/api/v1/write");
    }
    if (endpoint != null && endpoint.toString().endsWith(endpoint.hostAndPort() + "/")) {
      http.warn(
          "endpoint",
          "has no path, and receivers listen at one",
          "note: Prometheus: /api/v1/write, Mimir: /api/v1/push");
    }
    return endpoint;
  }

  private static HttpClientConfig readClient(Section s, Section http) {
    HttpClientConfig client = HttpClientConfig.read(http, defaultClient(s, http));
    Encoding encoding = client.compression().encoding();
    if (encoding != Encoding.SNAPPY && encoding != Encoding.IDENTITY) {
      http.refuse(
          "compression", "must be snappy, the only one of remote write", "fix: remove this line");
    }
    for (String name : client.headers().keySet()) {
      if (!RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) continue;
      http.refuse("headers", "must not set `%s`, which the protocol does".formatted(name));
    }
    return client.withCompression(Compression.SNAPPY);
  }

  /** Newer collectors have {@code timeout} beside {@code http} as well. */
  private static HttpClientConfig defaultClient(Section s, Section http) {
    if (http == s) return DEFAULT_CLIENT;
    return DEFAULT_CLIENT.withTimeout(
        s.duration("timeout", DEFAULT_CLIENT.timeout(), "of a whole exchange"));
  }

  private static int readMaxBatchSize(Section s) {
    int written =
        s.integer(
            "max_batch_size_bytes",
            DEFAULT_MAX_BATCH_SIZE_BYTES,
            0,
            1 << 30,
            "largest request before compression; 0 is the default");
    return written == 0 ? DEFAULT_MAX_BATCH_SIZE_BYTES : written;
  }
}
