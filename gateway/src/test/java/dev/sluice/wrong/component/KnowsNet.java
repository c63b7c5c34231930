package dev.sluice.wrong.component;

import dev.sluice.wrong.net.Server;

/** Breaks: the contracts do not know the network. */
public final class KnowsNet {
  Server neighbour;
}
