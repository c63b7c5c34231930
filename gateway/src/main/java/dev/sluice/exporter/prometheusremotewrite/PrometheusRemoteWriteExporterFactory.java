package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.ComponentId;
import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.SendingExporter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

public final class PrometheusRemoteWriteExporterFactory
    implements ExporterFactory<PrometheusRemoteWriteConfig> {
  @Override
  public String type() {
    return "prometheusremotewrite";
  }

  @Override
  public List<String> aliases() {
    return List.of("prometheus_remote_write");
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.METRICS);
  }

  @Override
  public String summary() {
    return "sends metrics to Prometheus, Mimir and their like by remote write";
  }

  @Override
  public PrometheusRemoteWriteConfig read(Section section) {
    return PrometheusRemoteWriteConfig.read(section);
  }

  @Override
  public @Nullable ComponentId storage(PrometheusRemoteWriteConfig config) {
    return config.queue().storage();
  }

  @Override
  public Exporter create(PrometheusRemoteWriteConfig config, Settings settings, Branch branch)
      throws StartException {
    Target target = config.endpoint();
    if (target == null) throw new StartException("has no endpoint");
    try {
      return new SendingExporter(
          new PrometheusRemoteWriteExporter(config, target, settings),
          branch,
          config.queue(),
          config.retry(),
          settings);
    } catch (TlsException e) {
      throw new StartException(e.getMessage(), e);
    }
  }
}
