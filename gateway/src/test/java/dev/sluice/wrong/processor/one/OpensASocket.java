package dev.sluice.wrong.processor.one;

import java.net.Socket;

/** Breaks: processors do no I/O. */
public final class OpensASocket {
  Socket neighbour;
}
