package dev.sluice.receiver.prometheus.series;

/** What was counted on one page. */
final class PageCounts {
  /** Samples on the page. */
  int scraped;

  /** Samples that relabelling left. */
  int kept;

  /** Series that were not on the page before. */
  int added;

  /** Series, each once. */
  int seen;

  /** Series that were on the page before, too. */
  int stayed;

  /** What native histograms take in memory. */
  long nativeBytes;

  /** Samples that could not be used. */
  int skipped;

  /** Why the first of them could not. */
  String skippedWhy = "";

  void skip(String why) {
    if (skipped++ == 0) skippedWhy = why;
  }
}
