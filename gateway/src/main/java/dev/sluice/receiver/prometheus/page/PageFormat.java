package dev.sluice.receiver.prometheus.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats that a page can be written in. */
public enum PageFormat {
  /** Prometheus text 0.0.4. */
  TEXT,
  /** OpenMetrics 1.0 (and 0.0.1, which is the same to a reader). */
  OPENMETRICS,
  /** {@code MetricFamily} messages of {@code io.prometheus.client}, each after its length. */
  PROTOBUF;

  /** What a page of that {@code Content-Type} is; null if that is none of these, or missing. */
  public static @Nullable PageFormat ofContentType(@Nullable String contentType) {
    if (contentType == null) return null;
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return switch (type.trim().toLowerCase(Locale.ROOT)) {
      case "text/plain" -> TEXT;
      case "application/openmetrics-text" -> OPENMETRICS;
      case "application/vnd.google.protobuf" -> PROTOBUF;
      default -> null;
    };
  }
}
