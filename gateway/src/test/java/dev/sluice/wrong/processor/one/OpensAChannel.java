package dev.sluice.wrong.processor.one;

import java.nio.channels.SocketChannel;

/** Breaks: processors do no I/O. */
public final class OpensAChannel {
  SocketChannel neighbour;
}
