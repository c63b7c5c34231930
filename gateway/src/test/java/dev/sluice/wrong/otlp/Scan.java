package dev.sluice.wrong.otlp;

import dev.sluice.wrong.wire.Slice;

/** Keeps the rules, and closes the cycle that {@code wire.KnowsOtlp} opens. */
public final class Scan {
  Slice neighbour;
}
