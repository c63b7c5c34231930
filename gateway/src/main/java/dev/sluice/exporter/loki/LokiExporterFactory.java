package dev.sluice.exporter.loki;

import dev.sluice.component.Clock;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Push;
import dev.sluice.sending.SendingFactory;
import java.time.Duration;
import java.util.Set;

public final class LokiExporterFactory implements SendingFactory<LokiConfig> {
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
    if (config.client().authenticator() != null) {
      section.warn("auth", "signs nothing here, so Loki was not asked for its limits");
      return;
    }
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
  public Push push(LokiConfig config, Settings settings, Signal signal)
      throws StartException, TlsException {
    Target endpoint = config.endpoint();
    if (endpoint == null) throw new StartException("has no endpoint");
    return new LokiPush(config, endpoint, settings);
  }
}
