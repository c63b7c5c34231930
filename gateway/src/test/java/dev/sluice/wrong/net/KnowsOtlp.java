package dev.sluice.wrong.net;

import dev.sluice.wrong.otlp.Scan;

/** Breaks: the network does not know OTLP. */
public final class KnowsOtlp {
  Scan neighbour;
}
