package dev.sluice.otlp;

/** What {@link OtlpScan} made of one request. */
public final class Scanned {
  private final ResourceGroup[] groups;
  private final int items;
  private final int repaired;

  Scanned(ResourceGroup[] groups, int items, int repaired) {
    this.groups = groups;
    this.items = items;
    this.repaired = repaired;
  }

  /** The request's entries in the order they came; the caller may keep and change the array. */
  public ResourceGroup[] groups() {
    return groups;
  }

  /** Spans, data points or log records in all groups; 0 is a valid request. */
  public int items() {
    return items;
  }

  /** How many strings held invalid UTF-8 and were repaired. */
  public int repaired() {
    return repaired;
  }
}
