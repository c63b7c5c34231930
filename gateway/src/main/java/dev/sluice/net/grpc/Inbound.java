package dev.sluice.net.grpc;

import org.jspecify.annotations.Nullable;

/** A message as it came in, or why it could not be taken. */
final class Inbound {
  static final Inbound NO_ROOM = new Inbound(null, null, true);

  final byte @Nullable [] body;
  final @Nullable GrpcAnswer refusal;
  final boolean noRoom;

  private Inbound(byte @Nullable [] body, @Nullable GrpcAnswer refusal, boolean noRoom) {
    this.body = body;
    this.refusal = refusal;
    this.noRoom = noRoom;
  }

  static Inbound of(byte[] body) {
    return new Inbound(body, null, false);
  }

  static Inbound refused(int code, String text) {
    return new Inbound(null, GrpcAnswer.error(code, text), false);
  }
}
