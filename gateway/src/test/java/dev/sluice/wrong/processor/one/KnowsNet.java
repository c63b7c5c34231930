package dev.sluice.wrong.processor.one;

import dev.sluice.wrong.net.Server;

/** Breaks: processors have no door to the network. */
public final class KnowsNet {
  Server neighbour;
}
