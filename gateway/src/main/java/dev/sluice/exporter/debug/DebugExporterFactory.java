package dev.sluice.exporter.debug;

import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;

public final class DebugExporterFactory implements ExporterFactory<DebugConfig> {
  @Override
  public String type() {
    return "debug";
  }

  @Override
  public String summary() {
    return "prints what reaches it: counts, lines or every field";
  }

  @Override
  public DebugConfig read(Section section) {
    return DebugConfig.read(section);
  }

  @Override
  public Exporter create(DebugConfig config, Settings settings, Branch branch) {
    return new DebugExporter(config, settings, branch);
  }

  /** It prints before it returns. */
  @Override
  public boolean holdsData() {
    return false;
  }
}
