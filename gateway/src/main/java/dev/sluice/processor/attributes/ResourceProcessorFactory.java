package dev.sluice.processor.attributes;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;
import java.util.List;

/** The configuration is its compiled steps. */
public final class ResourceProcessorFactory implements ProcessorFactory<List<Step>> {
  @Override
  public String type() {
    return "resource";
  }

  @Override
  public String summary() {
    return "changes the attributes of resources";
  }

  @Override
  public List<Step> read(Section section) {
    return ActionReader.read(section, "attributes");
  }

  @Override
  public Processor create(List<Step> steps, Settings settings, Signal signal, Consumer next) {
    return new ResourceProcessor(steps, next);
  }
}
