package dev.sluice.wrong.receiver.two;

import dev.sluice.wrong.receiver.one.Receiver;

/** Breaks: components do not know each other. */
public final class KnowsItsSibling {
  Receiver neighbour;
}
