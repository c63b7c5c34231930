package dev.sluice.wrong.exporter.one;

import dev.sluice.wrong.receiver.one.Receiver;

/** Breaks: components do not know each other, even under one name. */
public final class KnowsItsNamesake {
  Receiver neighbour;
}
