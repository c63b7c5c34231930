package dev.sluice.receiver.prometheus.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats that a page can be written in. */
public enum PageFormat {
  /** Prometheus text 0.0.4. */
  TEXT,
  /** OpenMetrics 1.0 (and 0.0.1, which is the same to a reader). */
  OPENMETRICS;

  private static final String OPENMETRICS_TYPE = "application/openmetrics-text";

  /**
   * What a page of that {@code Content-Type} is read as. As the collector does, everything that is
   * not OpenMetrics, and a missing header too, is taken for text 0.0.4.
   */
  public static PageFormat ofContentType(@Nullable String contentType) {
    if (contentType == null) return TEXT;
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().toLowerCase(Locale.ROOT).equals(OPENMETRICS_TYPE) ? OPENMETRICS : TEXT;
  }
}
