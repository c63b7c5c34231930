package dev.sluice.exporter.prometheusremotewrite;

/** What histograms with explicit bounds become. */
enum HistogramForm {
  /** Series of their own for sum, count and each bucket. */
  CLASSIC(true, false),
  /** One native histogram with custom buckets: {@code convert_explicit_histograms_to_nhcb}. */
  CUSTOM_BUCKETS(false, true),
  /** Both, with {@code keep_classic_histograms} besides. */
  BOTH(true, true);

  final boolean isClassic;
  final boolean isNative;

  HistogramForm(boolean isClassic, boolean isNative) {
    this.isClassic = isClassic;
    this.isNative = isNative;
  }
}
