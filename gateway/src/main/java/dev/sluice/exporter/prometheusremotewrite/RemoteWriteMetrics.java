package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Settings;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.atomic.LongAdder;

/** What this exporter counts besides what every exporter does. Any thread. */
final class RemoteWriteMetrics {
  private static final String PREFIX = "otelcol_exporter_prometheusremotewrite_";

  private final LongAdder failedTranslations;
  private final LongAdder translatedTimeSeries;
  private final LongAdder knownSeries = new LongAdder();
  private final LongAdder knownBytes = new LongAdder();

  RemoteWriteMetrics(Settings settings) {
    Instruments instruments = settings.instruments();
    String[] labels = {"exporter", settings.id().toString()};
    failedTranslations = instruments.count(PREFIX + "failed_translations", labels);
    translatedTimeSeries = instruments.count(PREFIX + "translated_time_series", labels);
    instruments.gauge("sluice_remote_write_known_series", knownSeries::sum, labels);
    instruments.gauge("sluice_remote_write_known_bytes", knownBytes::sum, labels);
  }

  void encoded(Encoded encoded) {
    translatedTimeSeries.add(encoded.series());
  }

  /** What one shard remembers has changed by so much. */
  void remembered(long moreSeries, long moreBytes) {
    knownSeries.add(moreSeries);
    knownBytes.add(moreBytes);
  }

  void leftOut(int points) {
    failedTranslations.add(points);
  }
}
