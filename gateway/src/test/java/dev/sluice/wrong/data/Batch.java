package dev.sluice.wrong.data;

import dev.sluice.wrong.otlp.Scan;

/** Keeps the rules. */
public final class Batch {
  Scan neighbour;
}
