package dev.sluice.exporter.otlp;

import dev.sluice.component.ComponentId;
import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.net.tls.TlsException;
import dev.sluice.sending.SendingExporter;
import java.util.List;
import org.jspecify.annotations.Nullable;

public final class OtlpExporterFactory implements ExporterFactory<OtlpConfig> {
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
  public @Nullable ComponentId storage(OtlpConfig config) {
    return config.queue().storage();
  }

  @Override
  public Exporter create(OtlpConfig config, Settings settings, Branch branch)
      throws StartException {
    try {
      return new SendingExporter(
          new OtlpPush(config, branch.signal(), settings),
          branch,
          config.queue(),
          config.retry(),
          settings);
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
