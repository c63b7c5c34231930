package dev.sluice.exporter.otlp;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Push;
import dev.sluice.sending.SendingFactory;
import java.util.List;

public final class OtlpExporterFactory implements SendingFactory<OtlpConfig> {
  @Override
  public String type() {
    return "otlp";
  }

  @Override
  public List<String> aliases() {
    return List.of("otlp_grpc");
  }

  @Override
  public String summary() {
    return "sends OTLP over gRPC";
  }

  @Override
  public OtlpConfig read(Section section) {
    return OtlpConfig.read(section);
  }

  @Override
  public Push push(OtlpConfig config, Settings settings, Signal signal)
      throws StartException, TlsException {
    return new OtlpPush(config, signal, settings);
  }
}
