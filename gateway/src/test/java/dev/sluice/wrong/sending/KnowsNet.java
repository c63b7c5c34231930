package dev.sluice.wrong.sending;

import dev.sluice.wrong.net.Server;

/** Breaks: sending does not know the network. */
public final class KnowsNet {
  Server neighbour;
}
