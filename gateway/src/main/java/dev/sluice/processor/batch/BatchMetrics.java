package dev.sluice.processor.batch;

import dev.sluice.component.Settings;
import dev.sluice.telemetry.Instruments;
import io.micrometer.core.instrument.DistributionSummary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** The collector's metrics of this processor, summed over the pipelines that name the same id. */
final class BatchMetrics {
  /** The collector's bounds, in items. */
  private static final double[] SIZES = {
    10, 25, 50, 75, 100, 250, 500, 750, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000,
    10_000, 20_000, 30_000, 50_000, 100_000
  };

  private static final String PREFIX = "otelcol_processor_batch_";

  private final LongAdder bySize;
  private final LongAdder byTimeout;
  private final LongAdder whenIdle;
  private final DistributionSummary sizes;
  private final List<IntSupplier> shards = new CopyOnWriteArrayList<>();

  private BatchMetrics(Settings settings) {
    Instruments instruments = settings.instruments();
    String[] labels = {"processor", settings.id().toString()};
    bySize = instruments.count(PREFIX + "batch_size_trigger_send", labels);
    byTimeout = instruments.count(PREFIX + "timeout_trigger_send", labels);
    whenIdle = instruments.count("sluice_processor_batch_idle_trigger_send_total", labels);
    sizes = instruments.histogram(PREFIX + "batch_send_size", SIZES, labels);
    instruments.gauge(
        PREFIX + "metadata_cardinality",
        () -> shards.stream().mapToInt(IntSupplier::getAsInt).sum(),
        labels);
  }

  static BatchMetrics of(Settings settings) {
    return settings
        .shared()
        .get(BatchMetrics.class, settings.id().toString(), () -> new BatchMetrics(settings));
  }

  void countShards(IntSupplier count) {
    shards.add(count);
  }

  void forgetShards(IntSupplier count) {
    shards.remove(count);
  }

  void sentBySize(int items, long bytes) {
    bySize.increment();
    sizes.record(items);
  }

  void sentByTimeout(int items, long bytes) {
    byTimeout.increment();
    sizes.record(items);
  }

  void sentWhenIdle(int items, long bytes) {
    whenIdle.increment();
    sizes.record(items);
  }
}
