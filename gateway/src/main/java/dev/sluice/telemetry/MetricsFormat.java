package dev.sluice.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of the page. The older one is given to everybody who takes it: it alone can call
 * {@code otelcol_exporter_sent_spans} a counter, since OpenMetrics demands {@code _total} of a
 * counter's name, and a scraper that does not learn that it is one treats it as a gauge.
 */
public enum MetricsFormat {
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  MetricsFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }

  /**
   * OpenMetrics for a client that asks for it and takes no plain text.
   *
   * @param accept the header, null if there was none
   */
  public static MetricsFormat accepted(@Nullable String accept) {
    if (accept == null) return TEXT;
    boolean openMetrics = false;
    for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] range = part.split(";", -1);
      if (isRefused(range)) continue;
      switch (range[0].strip()) {
        case "text/plain", "text/*", "*/*" -> {
          return TEXT;
        }
        case "application/openmetrics-text", "application/*" -> openMetrics = true;
        default -> {}
      }
    }
    return openMetrics ? OPENMETRICS : TEXT;
  }

  /** {@code ;q=0} in any spelling. */
  private static boolean isRefused(String[] range) {
    for (int i = 1; i < range.length; i++) {
      String parameter = range[i].replace(" ", "");
      if (parameter.matches("q=0(\\.0*)?")) return true;
    }
    return false;
  }
}
