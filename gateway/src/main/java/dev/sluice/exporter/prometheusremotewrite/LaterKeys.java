package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import java.util.List;

/**
 * Keys of the collector that this build knows and cannot serve. Each is said where it is written;
 * none is passed over in silence.
 */
final class LaterKeys {
  private LaterKeys() {}

  static void read(Section s) {
    boolean customBuckets =
        s.flag("convert_explicit_histograms_to_nhcb", false, "needs remote write 2.0");
    if (customBuckets) {
      s.refuse(
          "convert_explicit_histograms_to_nhcb",
          "needs remote write 2.0, which this build does not send",
          "fix: remove this line: histograms go out with their buckets as they are");
    }
    s.ignored("keep_classic_histograms", "classic histograms are always kept");
    List<String> metadataKeys =
        s.texts("include_metadata_keys", List.of(), "headers of the client to pass on");
    if (!metadataKeys.isEmpty()) {
      s.refuse(
          "include_metadata_keys",
          "is not served by this build",
          "fix: an exporter for each tenant, with `headers`");
    }
    if (s.plain("wal", "the collector's log on disk") != null) {
      s.refuse(
          "wal",
          "is not served by this build",
          "fix: remove it; what the backend does not take waits in memory, see sending_queue");
    }
  }
}
