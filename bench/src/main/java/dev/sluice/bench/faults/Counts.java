package dev.sluice.bench.faults;

/**
 * One signal's items at the end of a row, as clients and backend saw them.
 *
 * @param acknowledged the client was told that they are taken
 * @param unknown the client was told nothing, or that they may arrive
 * @param missing acknowledged and not arrived
 * @param repeats arrivals beyond the first
 */
record Counts(
    long acknowledged, long refused, long unknown, long arrived, long missing, long repeats) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  Counts plus(Counts other) {
    return new Counts(
        acknowledged + other.acknowledged,
        refused + other.refused,
        unknown + other.unknown,
        arrived + other.arrived,
        missing + other.missing,
        repeats + other.repeats);
  }
}
