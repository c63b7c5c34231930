package dev.sluice.exporter.loki;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much structured metadata Loki takes with a line: its defaults, until its limits or its
 * answers say something else. Any thread.
 */
final class MetadataLimits {
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_ENTRIES = 128;

  private static final Pattern TOO_LARGE =
      Pattern.compile("structured metadata too large: '\\d+' bytes, limit: '(\\d{1,9})' bytes");
  private static final Pattern TOO_MANY =
      Pattern.compile("too many structured metadata labels: '\\d+', limit: '(\\d{1,9})'");
  private static final String DISALLOWED = "includes structured metadata, but this feature is";

  private volatile int maxBytes = MAX_BYTES;
  private volatile int maxEntries = MAX_ENTRIES;
  private volatile boolean isTaken = true;

  /** Names and values of one line together. */
  int maxBytes() {
    return maxBytes;
  }

  int maxEntries() {
    return maxEntries;
  }

  /** Whether Loki takes any at all, as far as we know. */
  boolean isTaken() {
    return isTaken;
  }

  void refused() {
    isTaken = false;
  }

  /** 0 is no limit, as Loki has it. */
  void limit(int bytes, int entries) {
    if (bytes > 0) maxBytes = Math.min(maxBytes, bytes);
    if (entries > 0) maxEntries = Math.min(maxEntries, entries);
  }

  /**
   * Reads Loki's complaint. True if something was learned: the same lines, which Loki did not
   * store, can be sent again with less beside them.
   */
  boolean learn(String complaint) {
    if (complaint.contains(DISALLOWED)) {
      boolean isNews = isTaken;
      refused();
      return isNews;
    }
    int bytes = limit(TOO_LARGE, complaint);
    int entries = limit(TOO_MANY, complaint);
    boolean isNews = (bytes > 0 && bytes < maxBytes) || (entries > 0 && entries < maxEntries);
    limit(bytes, entries);
    return isNews;
  }

  private static int limit(Pattern pattern, String complaint) {
    Matcher found = pattern.matcher(complaint);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }
}
