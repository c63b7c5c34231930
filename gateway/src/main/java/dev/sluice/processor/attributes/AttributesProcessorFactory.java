package dev.sluice.processor.attributes;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;

public final class AttributesProcessorFactory implements ProcessorFactory<AttributesConfig> {
  @Override
  public String type() {
    return "attributes";
  }

  @Override
  public String summary() {
    return "changes the attributes of spans, log records and data points";
  }

  @Override
  public AttributesConfig read(Section section) {
    return AttributesConfig.read(section);
  }

  @Override
  public Processor create(
      AttributesConfig config, Settings settings, Signal signal, Consumer next) {
    return new AttributesProcessor(config, signal, next);
  }
}
