package dev.sluice.exporter.debug;

/** How much is printed of a batch. */
enum Verbosity {
  /** How much of what. */
  BASIC,
  /** And a line for each item. */
  NORMAL,
  /** And every field of each item. */
  DETAILED
}
