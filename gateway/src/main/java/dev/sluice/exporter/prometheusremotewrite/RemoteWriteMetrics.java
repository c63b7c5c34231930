package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Settings;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.atomic.LongAdder;

/** What this exporter counts besides what every exporter does. Any thread. */
final class RemoteWriteMetrics {
  private static final String PREFIX = "otelcol_exporter_prometheusremotewrite_";

  private final LongAdder failedTranslations;
  private final LongAdder translatedTimeSeries;

  RemoteWriteMetrics(Settings settings, CacheBudget cache) {
    Instruments instruments = settings.instruments();
    String[] labels = {"exporter", settings.id().toString()};
    failedTranslations = instruments.count(PREFIX + "failed_translations", labels);
    translatedTimeSeries = instruments.count(PREFIX + "translated_time_series", labels);
    instruments.counter("sluice_remote_write_cache_misses_total", cache::misses, labels);
    instruments.gauge("sluice_remote_write_cached_series", cache::series, labels);
    instruments.gauge("sluice_remote_write_cache_bytes", cache::bytes, labels);
  }

  void encoded(Encoded encoded) {
    translatedTimeSeries.add(encoded.series());
  }

  void leftOut(int points) {
    failedTranslations.add(points);
  }
}
