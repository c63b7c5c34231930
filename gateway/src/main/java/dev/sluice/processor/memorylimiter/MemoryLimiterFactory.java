package dev.sluice.processor.memorylimiter;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.Section;
import dev.sluice.otlp.Signal;

public final class MemoryLimiterFactory implements ProcessorFactory<MemoryLimiterConfig> {
  @Override
  public String type() {
    return "memory_limiter";
  }

  @Override
  public String summary() {
    return "refuses data at the door while memory is short";
  }

  @Override
  public MemoryLimiterConfig read(Section section) {
    return MemoryLimiterConfig.read(section);
  }

  @Override
  public Processor create(
      MemoryLimiterConfig config, Settings settings, Signal signal, Consumer next) {
    MemoryWatch watch =
        settings
            .shared()
            .get(
                MemoryWatch.class,
                // Other settings of the same id are another limiter: a reload has both for a
                // moment.
                settings.id() + " " + config,
                () -> new MemoryWatch(config, settings));
    return new MemoryLimiter(watch, settings, signal, next);
  }
}
