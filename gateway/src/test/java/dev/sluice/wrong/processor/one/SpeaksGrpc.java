package dev.sluice.wrong.processor.one;

import io.grpc.Server;

/** Breaks: processors do no I/O. */
public final class SpeaksGrpc {
  Server neighbour;
}
