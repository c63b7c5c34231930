package dev.sluice.wrong.otlp;

import dev.sluice.wrong.data.Batch;

/** Breaks: otlp opens into wire only. */
public final class KnowsData {
  Batch neighbour;
}
