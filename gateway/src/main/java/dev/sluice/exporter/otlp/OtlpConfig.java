package dev.sluice.exporter.otlp;

import dev.sluice.config.Section;
import dev.sluice.net.grpc.GrpcClientConfig;
import dev.sluice.sending.QueueConfig;
import dev.sluice.sending.RetryConfig;
import dev.sluice.sending.SendingConfig;
import java.time.Duration;

/** What stands under {@code exporters: otlp:}. */
public record OtlpConfig(GrpcClientConfig client, QueueConfig queue, RetryConfig retry)
    implements SendingConfig {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  static OtlpConfig read(Section s) {
    return new OtlpConfig(
        GrpcClientConfig.read(s, TIMEOUT),
        QueueConfig.read(s.section("sending_queue", "what waits"), QueueConfig.DEFAULT),
        RetryConfig.read(s.section("retry_on_failure", "when to send again"), RetryConfig.DEFAULT));
  }
}
