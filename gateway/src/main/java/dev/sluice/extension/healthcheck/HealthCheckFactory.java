package dev.sluice.extension.healthcheck;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;

public final class HealthCheckFactory implements ExtensionFactory<HealthCheckConfig> {
  @Override
  public String type() {
    return "health_check";
  }

  @Override
  public String summary() {
    return "answers probes: 200 from ready until the process is told to stop";
  }

  @Override
  public HealthCheckConfig read(Section section) {
    return HealthCheckConfig.read(section);
  }

  @Override
  public Extension create(HealthCheckConfig config, Settings settings) {
    return new HealthCheck(config, settings);
  }
}
