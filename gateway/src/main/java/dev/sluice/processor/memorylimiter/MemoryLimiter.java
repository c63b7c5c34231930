package dev.sluice.processor.memorylimiter;

import dev.sluice.component.Consumer;
import dev.sluice.component.Deadline;
import dev.sluice.component.Processor;
import dev.sluice.component.Refusal;
import dev.sluice.component.Settings;
import dev.sluice.data.Batch;
import dev.sluice.otlp.Signal;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Shuts the door of its pipeline while the {@link MemoryWatch} says so, wherever in the pipeline it
 * stands: a request is refused before its body is read, never after.
 */
final class MemoryLimiter implements Processor {
  private final MemoryWatch watch;
  private final Consumer next;
  private final LongAdder accepted;

  MemoryLimiter(MemoryWatch watch, Settings settings, Signal signal, Consumer next) {
    this.watch = watch;
    this.next = next;
    String items = signal.itemsInMetrics();
    String[] labels = {"processor", settings.id().toString()};
    this.accepted = settings.instruments().count("otelcol_processor_accepted_" + items, labels);
    settings.instruments().count("otelcol_processor_refused_" + items, labels);
  }

  @Override
  public void start() {
    watch.start();
  }

  @Override
  public void stop(Deadline deadline) {
    watch.stop();
  }

  @Override
  public @Nullable Refusal refusal() {
    return watch.refusal();
  }

  @Override
  public void consume(Batch batch) {
    accepted.add(batch.items());
    next.consume(batch);
  }
}
