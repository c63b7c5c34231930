package dev.sluice.wrong.cli;

import dev.sluice.wrong.receiver.one.Receiver;

/** Keeps the rules: it alone names components. */
public final class Distribution {
  Receiver neighbour;
}
