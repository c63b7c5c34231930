package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Push;
import dev.sluice.sending.SendingFactory;
import java.util.List;
import java.util.Set;

public final class PrometheusRemoteWriteExporterFactory
    implements SendingFactory<PrometheusRemoteWriteConfig> {
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
  public Push push(PrometheusRemoteWriteConfig config, Settings settings, Signal signal)
      throws StartException, TlsException {
    Target target = config.endpoint();
    if (target == null) throw new StartException("has no endpoint");
    return new PrometheusRemoteWriteExporter(config, target, settings);
  }
}
