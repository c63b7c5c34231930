package dev.sluice.exporter.loki;

/**
 * About how many different things were seen lately: within a window that slides by halves, so that
 * it holds between half of it and the whole. Not for several threads.
 */
final class Distinct {
  private final Sketch[] halves = {new Sketch(), new Sketch()};
  private long half;
  private boolean isChanged;
  private long estimate;

  /**
   * @param inHalf the number of the present half of the window; never falls
   */
  void add(long hash, long inHalf) {
    moveTo(inHalf);
    isChanged |= halves[(int) (half & 1)].add(hash);
  }

  long estimate(long inHalf) {
    moveTo(inHalf);
    if (isChanged) estimate = halves[0].estimateWith(halves[1]);
    isChanged = false;
    return estimate;
  }

  /** The half before the present one stays, unless nothing was seen in it. */
  private void moveTo(long inHalf) {
    if (inHalf <= half) return;
    if (inHalf > half + 1) halves[(int) ((inHalf - 1) & 1)].clear();
    halves[(int) (inHalf & 1)].clear();
    half = inHalf;
    isChanged = true;
  }
}
