package dev.sluice.net.grpc;

import dev.sluice.net.codec.Body;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** Puts answers into grpc's terms. */
final class GrpcCalls {
  private GrpcCalls() {}

  static void close(ServerCall<Inbound, Body> call, GrpcAnswer answer) {
    var trailers = new Metadata();
    try {
      if (answer.isOk()) {
        call.sendHeaders(new Metadata());
        // A few bytes would only grow: the flag of each message says whether it is compressed.
        call.setMessageCompression(answer.message().length() >= GrpcCodecs.WORTH_COMPRESSING);
        call.sendMessage(Body.of(answer.message()));
        call.close(Status.OK, trailers);
        return;
      }
      if (!answer.details().isEmpty()) {
        trailers.put(UnaryCall.DETAILS, answer.details().toByteArray());
      }
      call.close(Status.fromCodeValue(answer.code()).withDescription(answer.text()), trailers);
    } catch (IllegalStateException ignored) {
      // The client cancelled between its last byte and our answer.
    }
  }
}
