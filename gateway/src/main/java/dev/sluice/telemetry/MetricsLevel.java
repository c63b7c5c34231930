package dev.sluice.telemetry;

/**
 * How much the gateway shows of itself ({@code service::telemetry::metrics::level}); each level
 * holds the ones before it.
 */
public enum MetricsLevel {
  NONE,
  BASIC,
  NORMAL,
  DETAILED;

  boolean shows(MetricsLevel of) {
    return of.compareTo(this) <= 0;
  }
}
