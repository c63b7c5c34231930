package dev.sluice.otlp;

/**
 * What one request may hold, besides its size in bytes. Both bounds keep small requests from
 * becoming large work: an empty span takes two bytes, and a group costs about a hundred bytes of
 * heap however small it is on the wire.
 *
 * @param maxItems spans, data points or log records
 * @param maxGroups resource groups, empty ones too
 */
public record ScanLimits(int maxItems, int maxGroups) {
  public static final ScanLimits DEFAULT = new ScanLimits(250_000, 50_000);

  public ScanLimits {
    if (maxItems <= 0) throw new IllegalArgumentException("maxItems: " + maxItems);
    if (maxGroups <= 0) throw new IllegalArgumentException("maxGroups: " + maxGroups);
  }
}
