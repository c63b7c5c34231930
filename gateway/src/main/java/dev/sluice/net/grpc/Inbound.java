package dev.sluice.net.grpc;

import org.jspecify.annotations.Nullable;

/** A message as it came in, or why it could not be taken. One of the two is null. */
final class Inbound {
  final byte @Nullable [] body;
  final @Nullable GrpcAnswer refusal;

  Inbound(byte[] body) {
    this.body = body;
    this.refusal = null;
  }

  Inbound(GrpcAnswer refusal) {
    this.body = null;
    this.refusal = refusal;
  }
}
