package dev.sluice.net.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls of the frames of one connection. All bytes of a frame have been copied when it
 * returns, so that the client's window is open again at once. Belongs to the connection's event
 * loop.
 */
final class CallFrames extends Http2FrameAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(CallFrames.class);

  private final GrpcConnection owner;
  private final GrpcService service;
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey callKey;

  CallFrames(GrpcConnection owner, GrpcService service) {
    this.owner = owner;
    this.service = service;
    this.connection = owner.connection();
    this.callKey = connection.newKey();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    owner.greeted();
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last) {
    onHeadersRead(ctx, id, headers, padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean last) {
    Http2Stream stream = connection.stream(id);
    if (stream == null) return;
    UnaryCall call = call(stream);
    if (call == null) {
      call = begin(stream, headers, last);
      if (call == null) return;
      stream.setProperty(callKey, call);
      call.start(Math.min(service.limits().firstBytes(), service.config().maxMessageBytes()));
    }
    // What a client sends after its message means nothing to us but its end.
    if (last) call.data(Unpooled.EMPTY_BUFFER, true);
  }

  /** Null: it is answered. */
  private @Nullable UnaryCall begin(Http2Stream stream, Http2Headers headers, boolean last) {
    AnswerWriter answers = owner.answers();
    try {
      CallHead call = service.rules().read(headers);
      var head = new GrpcHead(headers, owner.peer(), call.deadline(), service.clock()::nanoTime);
      UnaryHandler.Exchange exchange = call.handler().begin(head);
      GrpcAnswer refusal = exchange.refusal();
      if (refusal == null) {
        long most = service.config().maxMessageBytes();
        return new UnaryCall(answers, stream, call, exchange, most, service.clock().nanoTime());
      }
      answers.write(stream, call.answerEncoding(), refusal, last);
    } catch (NotACall e) {
      answers.write(stream, e.answer(), last);
    } catch (RuntimeException fault) {
      LOG.error("a call could not be looked at: our fault", fault);
      answers.write(stream, AnswerHeaders.trailersOnly(GrpcAnswer.OUR_FAULT), last);
    }
    return null;
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean last) {
    int taken = data.readableBytes() + padding;
    Http2Stream stream = connection.stream(id);
    UnaryCall call = stream == null ? null : call(stream);
    if (call != null) call.data(data, last);
    return taken;
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) {
    owner.pinged();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) {
    owner.pingAnswered(data);
  }

  /** However it was closed. */
  void closed(Http2Stream stream) {
    UnaryCall call = call(stream);
    if (call != null) call.gone();
  }

  /** Ends the calls whose clients take too long. */
  void checkPace(long now) throws Http2Exception {
    if (connection.numActiveStreams() == 0) return;
    connection.forEachActiveStream(
        stream -> {
          UnaryCall call = call(stream);
          if (call != null) call.checkPace(now, service.limits());
          return true;
        });
  }

  private @Nullable UnaryCall call(Http2Stream stream) {
    return stream.getProperty(callKey);
  }
}
