package dev.sluice.bench.faults;

/** A row cannot be run here; its message says why. */
final class Skipped extends Exception {
  private static final long serialVersionUID = 1;

  Skipped(String why) {
    super(why);
  }
}
