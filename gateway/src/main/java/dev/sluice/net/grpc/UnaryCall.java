package dev.sluice.net.grpc;

import dev.sluice.net.codec.Body;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way: admitted before a byte of its message is read, given room as the bytes come,
 * answered once. Belongs to the connection's event loop, but for {@link #checkPace} and for the
 * answer, which may come from any thread.
 */
final class UnaryCall extends ServerCall.Listener<Inbound> {
  static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final Logger LOG = LoggerFactory.getLogger(UnaryCall.class);
  private static final ServerCall.Listener<Inbound> NOBODY = new ServerCall.Listener<>() {};
  private static final GrpcAnswer OUR_FAULT =
      GrpcAnswer.error(GrpcAnswer.INTERNAL, "internal error; the server's log has the story");
  private static final GrpcAnswer TOO_SLOW =
      GrpcAnswer.error(GrpcAnswer.DEADLINE_EXCEEDED, "the message came too slowly");
  private static final GrpcAnswer TWO_MESSAGES =
      GrpcAnswer.error(GrpcAnswer.INTERNAL, "more than one message in a unary call");
  private static final GrpcAnswer NO_MESSAGE =
      GrpcAnswer.error(GrpcAnswer.INTERNAL, "a unary call without a message");

  private final ServerCall<Inbound, Body> call;
  private final UnaryHandler.Exchange exchange;
  private final OpenCalls open;
  private final @Nullable CallMeter meter;
  private final long beganAt;
  private final Executor loop;
  private boolean over;
  private @Nullable Inbound message;
  private long reserved;

  private UnaryCall(
      ServerCall<Inbound, Body> call, UnaryHandler.Exchange exchange, OpenCalls open) {
    this.call = call;
    this.exchange = exchange;
    this.open = open;
    this.meter = CallMeter.current();
    this.beganAt = open.now();
    this.loop = open.currentLoop();
  }

  static ServerCall.Listener<Inbound> begin(
      ServerCall<Inbound, Body> call, GrpcHead head, UnaryHandler handler, OpenCalls open) {
    UnaryHandler.Exchange exchange;
    GrpcAnswer refusal;
    try {
      exchange = handler.begin(head);
      refusal = exchange.refusal();
    } catch (RuntimeException fault) {
      LOG.error("a call could not be looked at: our fault", fault);
      GrpcCalls.close(call, OUR_FAULT);
      return NOBODY;
    }
    if (refusal != null) {
      GrpcCalls.close(call, refusal);
      return NOBODY;
    }
    var unary = new UnaryCall(call, exchange, open);
    unary.start();
    return unary;
  }

  private void start() {
    if (!grow(Math.min(open.limits().firstBytes(), open.maxMessageBytes()))) {
      end(exchange.noRoom());
      return;
    }
    if (meter != null) meter.watchedBy(this);
    open.add(this);
    // Two, so that a second message of a client that breaks the rules is seen and not waited for.
    call.request(2);
  }

  /** So many bytes of the message have been read from the network. */
  void arrived(long bytes) {
    if (bytes <= reserved || over) return;
    // In small steps: what is reserved ahead must not make a message seem larger than it is.
    long ahead = Math.min(reserved + open.limits().firstBytes(), open.maxMessageBytes());
    if (!grow(Math.max(bytes, ahead))) end(exchange.noRoom());
  }

  boolean grow(long totalBytes) {
    if (totalBytes <= reserved) return true;
    if (over || !exchange.grow(totalBytes)) return false;
    reserved = totalBytes;
    return true;
  }

  @Override
  public void onMessage(Inbound inbound) {
    if (over) return;
    if (inbound.noRoom) {
      end(exchange.noRoom());
    } else if (inbound.refusal != null) {
      end(inbound.refusal);
    } else if (message != null) {
      end(TWO_MESSAGES);
    } else {
      message = inbound;
    }
  }

  @Override
  public void onHalfClose() {
    if (message == null || message.body == null) {
      end(NO_MESSAGE);
      return;
    }
    byte[] body = message.body;
    if (!takeOver()) return;
    try {
      exchange.message(body, answer -> GrpcCalls.close(call, answer));
    } catch (RuntimeException fault) {
      LOG.error("a call could not be served: our fault", fault);
      GrpcCalls.close(call, OUR_FAULT);
    }
  }

  @Override
  public void onCancel() {
    if (takeOver()) exchange.abandoned();
  }

  /** Grpc has answered for us, after a failure of ours that it caught: the room is free again. */
  @Override
  public void onComplete() {
    if (takeOver()) exchange.abandoned();
  }

  /** Ends the call if its client takes too long. Any thread. */
  void checkPace(long now) {
    long bytes = meter == null ? 0 : meter.bytes();
    if (open.limits().isTooSlow(now - beganAt, bytes)) loop.execute(() -> end(TOO_SLOW));
  }

  private void end(GrpcAnswer answer) {
    if (!takeOver()) return;
    exchange.abandoned();
    GrpcCalls.close(call, answer);
  }

  private boolean takeOver() {
    if (over) return false;
    over = true;
    message = null;
    open.remove(this);
    return true;
  }
}
