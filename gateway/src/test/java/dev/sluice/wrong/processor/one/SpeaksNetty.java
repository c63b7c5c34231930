package dev.sluice.wrong.processor.one;

import io.netty.channel.Channel;

/** Breaks: processors do no I/O. */
public final class SpeaksNetty {
  Channel neighbour;
}
