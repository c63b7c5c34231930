package dev.sluice.otlp;

/**
 * What one request may hold, besides its size in bytes. The bounds keep small requests from
 * becoming large work: an empty span or attribute takes two bytes, and a group costs about a
 * hundred bytes of heap however small it is on the wire.
 *
 * @param maxItems spans, data points or log records
 * @param maxGroups resource groups, empty ones too
 * @param maxAttributes attributes of one message (a resource, a span, a map inside a value); SDKs
 *     stop at 128
 */
public record ScanLimits(int maxItems, int maxGroups, int maxAttributes) {
  public static final ScanLimits DEFAULT = new ScanLimits(250_000, 50_000, 65_536);

  public ScanLimits {
    if (maxItems <= 0) throw new IllegalArgumentException("maxItems: " + maxItems);
    if (maxGroups <= 0) throw new IllegalArgumentException("maxGroups: " + maxGroups);
    if (maxAttributes <= 0) throw new IllegalArgumentException("maxAttributes: " + maxAttributes);
  }
}
