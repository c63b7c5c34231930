package dev.sluice.wrong.receiver.one;

import io.netty.buffer.ByteBuf;

/** Breaks: network buffers end in net. */
public final class TouchesABuffer {
  ByteBuf neighbour;
}
