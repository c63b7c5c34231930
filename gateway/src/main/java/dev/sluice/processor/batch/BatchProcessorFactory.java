package dev.sluice.processor.batch;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;

public final class BatchProcessorFactory implements ProcessorFactory<BatchConfig> {
  @Override
  public String type() {
    return "batch";
  }

  @Override
  public String summary() {
    return "puts small requests together, by items and by time";
  }

  @Override
  public BatchConfig read(Section section) {
    return BatchConfig.read(section);
  }

  @Override
  public Processor create(BatchConfig config, Settings settings, Signal signal, Consumer next) {
    return new BatchProcessor(config, settings, signal, next);
  }
}
