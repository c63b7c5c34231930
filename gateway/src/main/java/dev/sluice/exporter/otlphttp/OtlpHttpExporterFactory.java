package dev.sluice.exporter.otlphttp;

import dev.sluice.component.ComponentId;
import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.sending.SendingExporter;
import java.util.List;
import org.jspecify.annotations.Nullable;

public final class OtlpHttpExporterFactory implements ExporterFactory<OtlpHttpConfig> {
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
  public @Nullable ComponentId storage(OtlpHttpConfig config) {
    return config.queue().storage();
  }

  @Override
  public Exporter create(OtlpHttpConfig config, Settings settings, Branch branch)
      throws StartException {
    Target target = config.targets().get(branch.signal());
    if (target == null) {
      String signal = branch.signal().id();
      throw new StartException(
          "has no endpoint for %s; write `endpoint` or `%s_endpoint`".formatted(signal, signal));
    }
    try {
      return new SendingExporter(
          new OtlpHttpPush(config, target, settings),
          branch,
          config.queue(),
          config.retry(),
          settings);
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
