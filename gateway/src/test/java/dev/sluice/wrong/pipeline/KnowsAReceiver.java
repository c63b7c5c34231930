package dev.sluice.wrong.pipeline;

import dev.sluice.wrong.receiver.one.Receiver;

/** Breaks: the pipeline names no component. */
public final class KnowsAReceiver {
  Receiver neighbour;
}
