package dev.sluice.wrong.receiver.one;

import dev.sluice.wrong.sending.Queue;

/** Breaks: receivers have no door to sending. */
public final class KnowsSending {
  Queue neighbour;
}
