package dev.sluice.net.grpc;

import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import dev.sluice.wire.ByteSlice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Puts the answers of one connection into frames, as its client gives window for them. Belongs to
 * the connection's event loop.
 */
// Netty ends the connection when a write fails: the futures have nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class AnswerWriter {
  /** Below this many bytes a message is sent as it is, whatever the client can decompress. */
  private static final int WORTH_COMPRESSING = 1024;

  private static final int PREFIX_BYTES = 5;

  private final GrpcConnection connection;
  private final ChannelHandlerContext ctx;
  private final Http2ConnectionEncoder encoder;

  AnswerWriter(GrpcConnection connection, ChannelHandlerContext ctx) {
    this.connection = connection;
    this.ctx = ctx;
    this.encoder = connection.encoder();
  }

  EventExecutor loop() {
    return ctx.executor();
  }

  /**
   * Nothing happens if the stream is gone. {@code heard} is whether the client has sent all: if
   * not, it is told to stop.
   */
  void write(Http2Stream stream, Encoding encoding, GrpcAnswer answer, boolean heard) {
    if (!answer.isOk()) {
      write(stream, AnswerHeaders.trailersOnly(answer), heard);
      return;
    }
    if (isGone(stream)) return;
    int id = stream.id();
    connection.answering();
    encoder.writeHeaders(ctx, id, AnswerHeaders.before(encoding), 0, false, ctx.newPromise());
    ByteBuf message = message(answer.message(), encoding);
    encoder.writeData(ctx, id, message, 0, false, ctx.newPromise());
    encoder.writeHeaders(ctx, id, AnswerHeaders.SUCCESS, 0, true, ctx.newPromise());
    connection.flushSoon();
  }

  /** An answer that is a head alone. */
  void write(Http2Stream stream, Http2Headers answer, boolean heard) {
    if (isGone(stream)) return;
    connection.answering();
    encoder.writeHeaders(ctx, stream.id(), answer, 0, true, ctx.newPromise());
    if (!heard) connection.hushed(stream, Http2Error.NO_ERROR);
    connection.flushSoon();
  }

  /** The client does not take its answer. */
  void giveUp(Http2Stream stream) {
    if (!stream.isResetSent()) connection.giveUp(stream);
  }

  private static boolean isGone(Http2Stream stream) {
    return stream.isResetSent() || !stream.state().localSideOpen();
  }

  private ByteBuf message(ByteSlice message, Encoding encoding) {
    boolean compressed = encoding != Encoding.IDENTITY && message.length() >= WORTH_COMPRESSING;
    return compressed ? compressed(message, encoding) : plain(message);
  }

  private ByteBuf plain(ByteSlice message) {
    ByteBuf frame = ctx.alloc().buffer(PREFIX_BYTES + message.length());
    frame.writeByte(0).writeInt(message.length());
    return frame.writeBytes(message.array(), message.offset(), message.length());
  }

  private ByteBuf compressed(ByteSlice message, Encoding encoding) {
    var compression = new Compression(encoding, Compression.LIBRARY_LEVEL);
    ByteBuf frame = ctx.alloc().buffer();
    try (Segments compressed = compression.compress(Body.of(message));
        var out = new ByteBufOutputStream(frame)) {
      frame.writeByte(1).writeInt((int) compressed.size());
      compressed.writeTo(out);
      return frame;
    } catch (IOException e) {
      frame.release();
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
  }
}
