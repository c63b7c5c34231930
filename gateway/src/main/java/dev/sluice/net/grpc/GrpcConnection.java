package dev.sluice.net.grpc;

import dev.sluice.component.Clock;
import dev.sluice.net.grpc.GrpcServerConfig.KeepAlive;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: from its preface, through its calls, to its end. What the calls of one read have
 * to say goes out in one write. Belongs to its event loop.
 */
// Netty ends the connection when a write fails: the futures have nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class GrpcConnection extends Http2ConnectionHandler {
  /** The event by which a server says that it is stopping. */
  static final Object DRAIN = new Object();

  /** Of a stream; and of the connection, as what has come is taken at once. */
  static final int WINDOW_BYTES = 1 << 20;

  static final int MAX_HEADER_BYTES = 8 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(GrpcConnection.class);
  private static final long PREFACE_NANOS = 10_000_000_000L;
  private static final int DEFAULT_WINDOW_BYTES = 65_535;
  private static final long ARE_YOU_THERE = 0x5157;
  private static final long FAREWELL = 0x511CE;
  private static final int NOTHING_YET = -1;
  private static final int COMPLAINED = -2;

  private static final GrpcAnswer HEADERS_TOO_LARGE =
      GrpcAnswer.error(
          GrpcAnswer.RESOURCE_EXHAUSTED,
          "the headers are larger than the limit of " + MAX_HEADER_BYTES + " bytes");

  private final GrpcService service;
  private final Clock clock;
  private final CallFrames calls;
  private final PingPolicy pings;
  private final Heartbeat heartbeat;
  private final ConnectionAge age;
  private final Farewell farewell = new Farewell();
  private final long bornAt;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable AnswerWriter answers;
  private String peer = "";
  private int firstByte = NOTHING_YET;
  private boolean opened;
  private boolean greeted;
  private boolean reading;
  private boolean flushDue;

  GrpcConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      GrpcService service) {
    super(decoder, encoder, settings, true);
    KeepAlive keepAlive = service.config().keepAlive();
    this.service = service;
    this.clock = service.clock();
    this.bornAt = clock.nanoTime();
    this.pings = new PingPolicy(keepAlive);
    this.heartbeat = new Heartbeat(keepAlive, bornAt);
    this.age = new ConnectionAge(keepAlive, clock.dice(), bornAt);
    this.calls = new CallFrames(this, service);
    decoder.frameListener(calls);
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                calls.closed(stream);
                callEnded();
              }
            });
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) throws Exception {
    ctx = added;
    answers = new AnswerWriter(this, added);
    super.handlerAdded(added);
    if (added.channel().isActive()) open(added);
  }

  @Override
  public void channelActive(ChannelHandlerContext active) throws Exception {
    super.channelActive(active);
    open(active);
  }

  private void open(ChannelHandlerContext active) throws Http2Exception {
    if (opened) return;
    opened = true;
    if (active.channel().remoteAddress() instanceof InetSocketAddress known) {
      peer = known.getHostString();
    }
    decoder()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
    service.rounds().join(this, active.executor());
    active.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) throws Exception {
    service.rounds().leave(this, inactive.executor());
    super.channelInactive(inactive);
  }

  private ChannelHandlerContext ctx() {
    return Objects.requireNonNull(ctx, "not in a pipeline");
  }

  AnswerWriter answers() {
    return Objects.requireNonNull(answers, "not in a pipeline");
  }

  /** The client's address without its port; empty if it is not known. */
  String peer() {
    return peer;
  }

  /** The client has sent its preface and its first settings. */
  void greeted() {
    greeted = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext reader, Object bytes) throws Exception {
    reading = true;
    if (firstByte == NOTHING_YET && bytes instanceof ByteBuf first && first.isReadable()) {
      firstByte = first.getUnsignedByte(first.readerIndex());
    }
    heartbeat.heard(clock.nanoTime());
    super.channelRead(reader, bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext reader) throws Exception {
    reading = false;
    discardSomeReadBytes();
    flush(reader);
  }

  /** A client that does not read what it is answered is not read either: answers take memory. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) throws Exception {
    changed.channel().config().setAutoRead(changed.channel().isWritable());
    super.channelWritabilityChanged(changed);
  }

  /** After what is written now, and what is written beside it. */
  void flushSoon() {
    if (reading || flushDue) return;
    flushDue = true;
    ctx()
        .executor()
        .execute(
            () -> {
              flushDue = false;
              flush(ctx());
            });
  }

  /** An answer is on its way. */
  void answering() {
    pings.answering();
  }

  /** Tells a client to send no more of a call: it is answered, or given up. */
  void hushed(Http2Stream stream, Http2Error reason) {
    resetStream(ctx(), stream.id(), reason.code(), ctx().newPromise());
    ((CallStreams) connection()).hushed(stream.id());
  }

  /** Gives up an answer that its client does not take. */
  void giveUp(Http2Stream stream) {
    resetStream(ctx(), stream.id(), Http2Error.CANCEL.code(), ctx().newPromise());
    flushSoon();
  }

  void pinged() {
    if (pings.permits(clock.nanoTime(), connection().numActiveStreams() > 0)) return;
    LOG.debug("a client at {} pings too often", peer);
    goAway(
        connection().remote().lastStreamCreated(), Http2Error.ENHANCE_YOUR_CALM, "too_many_pings");
    ctx().flush();
  }

  void pingAnswered(long data) {
    if (data == FAREWELL) lastCalls(clock.nanoTime());
  }

  /** To be called from time to time. */
  void look(long now) {
    if (!greeted) {
      if (now - bornAt >= PREFACE_NANOS) ctx().close();
      return;
    }
    try {
      calls.checkPace(now);
    } catch (Http2Exception e) {
      onError(ctx(), false, e);
    }
    switch (heartbeat.look(now)) {
      case WELL -> {}
      case ASK -> ping(ARE_YOU_THERE);
      case DEAD -> ctx().close();
    }
    String reason = age.over(now, connection().numActiveStreams() > 0);
    if (reason != null) end(reason, service.config().keepAlive().maxConnectionAgeGrace());
    if (farewell.isAnswerOverdue(now)) lastCalls(now);
    if (farewell.isGraceOver(now)) ctx().close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext told, Object event) throws Exception {
    if (event == DRAIN) {
      end("", Duration.ZERO);
    } else {
      super.userEventTriggered(told, event);
    }
  }

  private void end(String reason, Duration grace) {
    if (!greeted) {
      ctx().close();
    } else if (farewell.begin(grace, clock.nanoTime())) {
      goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, reason);
      ping(FAREWELL);
    }
  }

  private void lastCalls(long now) {
    if (!farewell.lastCalls(now)) return;
    goAway(connection().remote().lastStreamCreated(), Http2Error.NO_ERROR, "");
    flush(ctx());
    if (connection().numActiveStreams() == 0) closeAfterWrites();
  }

  private void callEnded() {
    if (connection().numActiveStreams() > 0) return;
    age.quiet(clock.nanoTime());
    if (farewell.isWaitingForCalls()) closeAfterWrites();
  }

  private void closeAfterWrites() {
    ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void goAway(int lastStream, Http2Error error, String words) {
    ByteBuf debug = ByteBufUtil.writeAscii(ctx().alloc(), words);
    goAway(ctx(), lastStream, error.code(), debug, ctx().newPromise());
  }

  private void ping(long data) {
    encoder().writePing(ctx(), false, data, ctx().newPromise());
    flush(ctx());
  }

  @Override
  protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext told, Http2Stream stream) {
    answers().write(stream, AnswerHeaders.trailersOnly(HEADERS_TOO_LARGE), false);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext told, boolean outbound, Throwable cause, StreamException error) {
    super.onStreamError(told, outbound, cause, error);
    if (error.error() == Http2Error.REFUSED_STREAM) {
      ((CallStreams) connection()).hushed(error.streamId());
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext told,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (error == null) LOG.error("a connection ends: our fault", cause);
    if (!greeted && firstByte >= 0) {
      service.strangers().spoke(told.channel(), firstByte);
      firstByte = COMPLAINED;
    }
    LOG.debug("connection of {} ends: {}", peer, cause.toString());
    super.onConnectionError(told, outbound, cause, error);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext told, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(told, cause);
      return;
    }
    if (cause instanceof Error) LOG.error("a connection ends: our fault", cause);
    LOG.debug("connection of {} ends: {}", peer, cause.toString());
    told.close();
  }
}
