package dev.sluice.receiver.prometheus.page;

/** What becomes of native histograms, which stand in one message with classic ones. */
public enum NativeHistograms {
  /** There are only classic ones, at the least a count and a sum. */
  IGNORED,
  /** Where there is a native one, the classic one is left out. */
  INSTEAD_OF_CLASSIC,
  BESIDE_CLASSIC
}
