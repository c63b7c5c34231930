package dev.sluice.net.grpc;

import dev.sluice.net.codec.Body;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: admitted before a byte of its message is read, answered once. Grpc calls it
 * on the connection's event loop; the answer may come from any thread.
 */
final class UnaryCall extends ServerCall.Listener<Inbound> {
  static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ServerCall<Inbound, Body> call;
  private final UnaryHandler.Exchange exchange;
  private @Nullable Inbound message;
  private boolean over;

  private UnaryCall(ServerCall<Inbound, Body> call, UnaryHandler.Exchange exchange) {
    this.call = call;
    this.exchange = exchange;
  }

  static ServerCall.Listener<Inbound> begin(
      ServerCall<Inbound, Body> call, GrpcHead head, UnaryHandler handler) {
    UnaryHandler.Exchange exchange = handler.begin(head);
    GrpcAnswer refusal = exchange.refusal();
    if (refusal != null) {
      close(call, refusal);
      return new ServerCall.Listener<>() {};
    }
    // Two, so that a second message of a client that breaks the rules is seen and not waited for.
    call.request(2);
    return new UnaryCall(call, exchange);
  }

  @Override
  public void onMessage(Inbound inbound) {
    if (over) return;
    if (inbound.refusal != null) {
      abandon(inbound.refusal);
    } else if (message != null) {
      abandon(GrpcAnswer.error(GrpcAnswer.INTERNAL, "more than one message in a unary call"));
    } else {
      message = inbound;
    }
  }

  @Override
  public void onHalfClose() {
    if (over) return;
    if (message == null || message.body == null) {
      abandon(GrpcAnswer.error(GrpcAnswer.INTERNAL, "a unary call without a message"));
      return;
    }
    over = true;
    byte[] body = message.body;
    message = null;
    exchange.message(body, answer -> close(call, answer));
  }

  @Override
  public void onCancel() {
    if (over) return;
    over = true;
    message = null;
    exchange.abandoned();
  }

  private void abandon(GrpcAnswer answer) {
    over = true;
    message = null;
    exchange.abandoned();
    close(call, answer);
  }

  private static void close(ServerCall<Inbound, Body> call, GrpcAnswer answer) {
    var trailers = new Metadata();
    try {
      if (answer.isOk()) {
        call.sendHeaders(new Metadata());
        call.sendMessage(Body.of(answer.message()));
        call.close(Status.OK, trailers);
        return;
      }
      if (!answer.details().isEmpty()) trailers.put(DETAILS, answer.details().toByteArray());
      call.close(Status.fromCodeValue(answer.code()).withDescription(answer.text()), trailers);
    } catch (IllegalStateException ignored) {
      // The client cancelled between its last byte and our answer.
    }
  }
}
