package dev.sluice.exporter.nop;

import dev.sluice.component.Exporter;
import dev.sluice.component.ExporterFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;

public final class NopExporterFactory implements ExporterFactory<NopConfig> {
  @Override
  public String type() {
    return "nop";
  }

  @Override
  public String summary() {
    return "takes everything and keeps nothing";
  }

  @Override
  public NopConfig read(Section section) {
    return new NopConfig();
  }

  /** No metrics of its own, as the collector's has none; the ledger counts its items. */
  @Override
  public Exporter create(NopConfig config, Settings settings, Branch branch) {
    return batch -> batch.settle(Outcome.DELIVERED);
  }

  @Override
  public boolean holdsData() {
    return false;
  }
}
