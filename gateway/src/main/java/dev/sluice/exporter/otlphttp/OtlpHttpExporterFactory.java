package dev.sluice.exporter.otlphttp;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Push;
import dev.sluice.sending.SendingFactory;
import java.util.List;

public final class OtlpHttpExporterFactory implements SendingFactory<OtlpHttpConfig> {
  @Override
  public String type() {
    return "otlphttp";
  }

  @Override
  public List<String> aliases() {
    return List.of("otlp_http");
  }

  @Override
  public String summary() {
    return "sends OTLP over HTTP, for example to Tempo";
  }

  @Override
  public OtlpHttpConfig read(Section section) {
    return OtlpHttpConfig.read(section);
  }

  @Override
  public Push push(OtlpHttpConfig config, Settings settings, Signal signal)
      throws StartException, TlsException {
    Target target = config.targets().get(signal);
    if (target == null) {
      throw new StartException(
          "has no endpoint for %s; write `endpoint` or `%s_endpoint`"
              .formatted(signal.id(), signal.id()));
    }
    return new OtlpHttpPush(config, target, settings);
  }
}
