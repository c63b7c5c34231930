package dev.sluice.wrong.wire;

import dev.sluice.wrong.otlp.Scan;

/** Breaks: the wire has no door; and no cycles. */
public final class KnowsOtlp {
  Scan neighbour;
}
