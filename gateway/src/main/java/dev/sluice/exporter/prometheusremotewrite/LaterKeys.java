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
