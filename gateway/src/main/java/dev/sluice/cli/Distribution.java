package dev.sluice.cli;

import dev.sluice.component.Factories;
import dev.sluice.exporter.debug.DebugExporterFactory;
import dev.sluice.exporter.loki.LokiExporterFactory;
import dev.sluice.exporter.nop.NopExporterFactory;
import dev.sluice.exporter.otlp.OtlpExporterFactory;
import dev.sluice.exporter.otlphttp.OtlpHttpExporterFactory;
import dev.sluice.exporter.prometheusremotewrite.PrometheusRemoteWriteExporterFactory;
import dev.sluice.extension.basicauth.BasicAuthFactory;
import dev.sluice.extension.bearertokenauth.BearerTokenFactory;
import dev.sluice.extension.filestorage.FileStorageFactory;
import dev.sluice.extension.headerssetter.HeadersSetterFactory;
import dev.sluice.extension.healthcheck.HealthCheckFactory;
import dev.sluice.extension.oauth2client.OAuth2ClientFactory;
import dev.sluice.processor.attributes.AttributesProcessorFactory;
import dev.sluice.processor.attributes.ResourceProcessorFactory;
import dev.sluice.processor.batch.BatchProcessorFactory;
import dev.sluice.processor.memorylimiter.MemoryLimiterFactory;
import dev.sluice.receiver.otlp.OtlpReceiverFactory;
import dev.sluice.receiver.prometheus.PrometheusReceiverFactory;
import java.util.List;

/** What this build can run. Nothing else names a component; a new one is one line here. */
public final class Distribution {
  private Distribution() {}

  public static Factories standard() {
    return new Factories(
        List.of(new OtlpReceiverFactory(), new PrometheusReceiverFactory()),
        List.of(
            new MemoryLimiterFactory(),
            new ResourceProcessorFactory(),
            new AttributesProcessorFactory(),
            new BatchProcessorFactory()),
        List.of(
            new OtlpExporterFactory(),
            new OtlpHttpExporterFactory(),
            new LokiExporterFactory(),
            new PrometheusRemoteWriteExporterFactory(),
            new DebugExporterFactory(),
            new NopExporterFactory()),
        List.of(
            new HealthCheckFactory(),
            new FileStorageFactory(),
            new BasicAuthFactory(),
            new BearerTokenFactory(),
            new OAuth2ClientFactory(),
            new HeadersSetterFactory()));
  }
}
