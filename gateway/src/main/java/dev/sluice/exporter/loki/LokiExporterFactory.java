package dev.sluice.exporter.loki;

import dev.sluice.component.Clock;
import dev.sluice.component.ComponentId;
import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.SendingExporter;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

public final class LokiExporterFactory implements ExporterFactory<LokiConfig> {
  private static final Duration ONLINE_TIMEOUT = Duration.ofSeconds(5);

  @Override
  public String type() {
    return "loki";
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.LOGS);
  }

  @Override
  public String summary() {
    return "sends logs to Grafana Loki by its push API, with labels from hints";
  }

  @Override
  public LokiConfig read(Section section) {
    return LokiConfig.read(section);
  }

  @Override
  public void checkOnline(LokiConfig config, Section section, String version) {
    Target endpoint = config.endpoint();
    if (endpoint == null) return;
    HttpClientConfig client = config.client().withTimeout(ONLINE_TIMEOUT);
    try (var sender = new HttpSender(client, version, Clock.SYSTEM::nanoTime)) {
      LokiLimits limits = Preflight.ask(sender, endpoint);
      if (limits == null) return;
      for (Preflight.Advice advice : Preflight.judge(limits, config)) {
        section.warn(advice.key(), advice.problem(), "fix: " + advice.fix());
      }
    } catch (TlsException | SendException e) {
      section.warn("endpoint", "could not be asked for its limits: " + e.getMessage());
    }
  }

  @Override
  public @Nullable ComponentId storage(LokiConfig config) {
    return config.queue().storage();
  }

  @Override
  public Exporter create(LokiConfig config, Settings settings, Branch branch)
      throws StartException {
    Target endpoint = config.endpoint();
    if (endpoint == null) throw new StartException("has no endpoint");
    try {
      return new SendingExporter(
          new LokiPush(config, endpoint, settings),
          branch,
          config.queue(),
          config.retry(),
          settings);
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
