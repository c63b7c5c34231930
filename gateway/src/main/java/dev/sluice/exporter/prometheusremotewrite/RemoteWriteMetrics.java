package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Settings;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.atomic.LongAdder;

/** What this exporter counts besides what every exporter does. */
final class RemoteWriteMetrics {
  private static final String PREFIX = "otelcol_exporter_prometheusremotewrite_";

  private final LongAdder failedTranslations;
  private final LongAdder translatedTimeSeries;
  private final LongAdder cacheMisses;
  private volatile long cachedSeries;
  private volatile long cacheBytes;
  private long missesSeen;

  RemoteWriteMetrics(Settings settings) {
    Instruments instruments = settings.instruments();
    String[] labels = {"exporter", settings.id().toString()};
    failedTranslations = instruments.count(PREFIX + "failed_translations", labels);
    translatedTimeSeries = instruments.count(PREFIX + "translated_time_series", labels);
    cacheMisses = instruments.count("sluice_remote_write_cache_misses_total", labels);
    instruments.gauge("sluice_remote_write_cached_series", () -> cachedSeries, labels);
    instruments.gauge("sluice_remote_write_cache_bytes", () -> cacheBytes, labels);
  }

  /** Called by the one thread that encodes. */
  void encoded(Encoded encoded, SeriesCache cache) {
    cachedSeries = cache.series();
    cacheBytes = cache.bytes();
    cacheMisses.add(cache.misses() - missesSeen);
    missesSeen = cache.misses();
    translatedTimeSeries.add(encoded.series());
  }

  void leftOut(int points) {
    failedTranslations.add(points);
  }
}
