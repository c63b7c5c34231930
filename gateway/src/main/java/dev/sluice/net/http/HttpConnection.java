package dev.sluice.net.http;

import dev.sluice.net.codec.Encoding;
import dev.sluice.net.http.BodyProblem.Reason;
import dev.sluice.net.http.ConnectionClock.Phase;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one request after the other, each answered before the next is looked at.
 *
 * <pre>
 *            head            last piece            answer
 *   IDLE ------------> BODY ------------> WAITING --------> IDLE
 *     \                 |                                   ^
 *      \ answered       | refused             rest is small |
 *       +---------------+-------------------> SKIPPING -----+
 *       |               |                         | rest is large
 *       +---------------+---- end announced --> CLOSING --> (the client has read, or time is over)
 * </pre>
 *
 * While a client waits for its answer nothing is read from it. Belongs to its event loop.
 */
// Netty tells the pipeline when a write fails: the future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
  /** The event by which a server says that it is stopping. */
  static final Object DRAIN = new Object();

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final HttpAnswer TOO_SLOW = HttpAnswer.plain(408, "408 request timeout");
  private static final HttpAnswer OUR_FAULT = HttpAnswer.plain(500, "500 internal server error");

  private enum State {
    IDLE,
    BODY,
    WAITING,
    SKIPPING,
    CLOSING
  }

  private final HttpService service;
  private final ConnectionClock clock;
  private final long beganAt;
  private final long lifeNanos;
  private State state = State.IDLE;
  private Exchange exchange = Exchange.broken();
  private boolean inputEnded;
  private boolean draining;

  HttpConnection(HttpService service) {
    this.service = service;
    this.clock = new ConnectionClock(service.limits(), service.nanoTime(), this::overdue);
    this.beganAt = service.nanoTime().getAsLong();
    this.lifeNanos = service.lifeNanos().getAsLong();
  }

  /** To be put before the decoder. */
  ConnectionClock clock() {
    return clock;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    switch (state) {
      case IDLE -> {
        if (message instanceof HttpRequest request) begin(ctx, request);
      }
      case BODY -> {
        if (message instanceof HttpContent content) take(ctx, content);
      }
      case SKIPPING -> {
        if (message instanceof HttpContent content) skip(ctx, content);
      }
      case WAITING, CLOSING -> {
        // Nothing is read while the client waits; what comes after the end does not count.
      }
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    clock.enter(Phase.BODY);
    HttpAnswer complaint = service.rules().check(request);
    if (complaint != null) {
      exchange = Exchange.broken();
      answer(ctx, complaint);
      return;
    }
    exchange = Exchange.of(request);
    state = State.BODY;
    HttpHead head = new HttpHead(request, exchange.contentLength, ctx.channel().remoteAddress());
    HttpAnswer preflight = service.cors().preflight(head);
    if (preflight != null) {
      answer(ctx, preflight);
      return;
    }
    exchange.answerHeaders.putAll(service.cors().headers(head.header("Origin")));
    Reception reception = decide(head);
    if (reception instanceof Answered answered) {
      answer(ctx, answered.answer());
      return;
    }
    exchange.reception = reception;
    accept(ctx, request, reception);
  }

  private Reception decide(HttpHead head) {
    try {
      return service.handler().onHead(head);
    } catch (RuntimeException fault) {
      LOG.error("a request could not be looked at: our fault", fault);
      return new Answered(OUR_FAULT);
    }
  }

  private void accept(ChannelHandlerContext ctx, HttpRequest request, Reception reception) {
    Encoding encoding = service.encodings().of(request);
    if (encoding == null) {
      refuse(ctx, service.encodings().problem(request));
      return;
    }
    if (exchange.contentLength > reception.maxBytes()) {
      String message = "the body is larger than the limit of %d bytes";
      refuse(ctx, new BodyProblem(Reason.TOO_LARGE, message.formatted(reception.maxBytes())));
      return;
    }
    exchange.body = new IncomingBody(exchange.contentLength, encoding, reception);
    if (exchange.expectsContinue && exchange.contentLength != 0) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void take(ChannelHandlerContext ctx, HttpContent content) {
    IncomingBody body = exchange.body;
    Reception reception = exchange.reception;
    if (body == null || reception == null) return;
    try {
      if (content.decoderResult().isFailure()) {
        exchange.close = true;
        throw new BodyException(Reason.CORRUPT, "the chunks of the body are malformed");
      }
      body.add(content.content());
      if (!(content instanceof LastHttpContent)) return;
      byte[] whole = body.finish();
      exchange.closeBody();
      hand(ctx, reception, whole);
    } catch (BodyException e) {
      if (content instanceof LastHttpContent) state = State.WAITING;
      refuse(ctx, e.problem());
    }
  }

  private void hand(ChannelHandlerContext ctx, Reception reception, byte[] whole) {
    exchange.reception = null;
    state = State.WAITING;
    clock.enter(Phase.WAITING);
    Reply reply = new Reply(ctx.executor(), answer -> answer(ctx, answer));
    try {
      reception.received(whole, reply);
    } catch (RuntimeException fault) {
      LOG.error("a request could not be served: our fault", fault);
      reply.reply(OUR_FAULT);
    }
    if (state == State.WAITING) ctx.channel().config().setAutoRead(false);
  }

  private void refuse(ChannelHandlerContext ctx, BodyProblem problem) {
    Reception reception = exchange.reception;
    exchange.reception = null;
    exchange.closeBody();
    answer(ctx, reception == null ? OUR_FAULT : reception.refused(problem));
  }

  private void answer(ChannelHandlerContext ctx, HttpAnswer answer) {
    boolean isWhole = state == State.WAITING;
    boolean close = exchange.close || draining || isOver() || !(isWhole || isRestSmall());
    state = close ? State.CLOSING : isWhole ? State.IDLE : State.SKIPPING;
    ChannelFuture written =
        ctx.writeAndFlush(
            service.responses().response(answer, !exchange.isHead, close, exchange.answerHeaders));
    if (written.isDone()) {
      goOn(ctx);
      return;
    }
    clock.enter(Phase.READING);
    ctx.channel().config().setAutoRead(false);
    written.addListener(done -> goOn(ctx));
  }

  /** The client is told with an answer, when it is not sending: so no request is lost. */
  private boolean isOver() {
    return !service.keepAlives() || service.nanoTime().getAsLong() - beganAt >= lifeNanos;
  }

  /** Whether reading the rest of a refused body away costs less than a new connection. */
  private boolean isRestSmall() {
    // A client that waits for leave to send will not: what comes next would not be the body.
    if (exchange.expectsContinue && exchange.body == null) return false;
    return exchange.contentLength <= service.limits().keptBytes();
  }

  private void goOn(ChannelHandlerContext ctx) {
    switch (state) {
      case CLOSING -> linger(ctx);
      case SKIPPING -> clock.enter(Phase.BODY);
      default -> clock.enter(Phase.IDLE);
    }
    ctx.channel().config().setAutoRead(true);
    if (inputEnded && (state == State.IDLE || state == State.SKIPPING)) ctx.close();
    if (draining && state == State.IDLE) ctx.close();
  }

  private void skip(ChannelHandlerContext ctx, HttpContent content) {
    exchange.skippedBytes += content.content().readableBytes();
    if (content.decoderResult().isFailure()
        || exchange.skippedBytes > service.limits().keptBytes()) {
      state = State.CLOSING;
      linger(ctx);
    } else if (content instanceof LastHttpContent) {
      state = State.IDLE;
      clock.enter(Phase.IDLE);
      if (draining) ctx.close();
    }
  }

  /**
   * Closing a socket that has unread bytes makes the client's system throw our answer away, unread.
   * So only our half is closed, and the rest is read until the client is done, within bounds.
   */
  private void linger(ChannelHandlerContext ctx) {
    if (inputEnded || !ctx.channel().isActive()) {
      ctx.close();
      return;
    }
    clock.enter(Phase.LINGERING);
    boolean isTls = ctx.pipeline().get(SslHandler.class) != null;
    if (!isTls && ctx.channel() instanceof DuplexChannel socket) socket.shutdownOutput();
  }

  private void overdue(ChannelHandlerContext clockCtx, Phase phase) {
    ChannelHandlerContext ctx = clockCtx.pipeline().context(this);
    if (ctx == null) return;
    switch (phase) {
      case HEAD -> {
        exchange = Exchange.broken();
        answer(ctx, TOO_SLOW);
      }
      case BODY -> {
        if (state == State.BODY && exchange.reception != null) {
          exchange.close = true;
          refuse(ctx, new BodyProblem(Reason.TOO_SLOW, "the body came too slowly"));
        } else {
          ctx.close();
        }
      }
      case IDLE, WAITING, READING, LINGERING -> ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (state != State.WAITING && clock.phase() != Phase.READING) ctx.close();
    } else if (event == DRAIN) {
      draining = true;
      boolean isQuiet = clock.phase() == Phase.IDLE || clock.isUnused();
      if (state == State.IDLE && isQuiet) ctx.close();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    Reception reception = exchange.reception;
    exchange.reception = null;
    exchange.closeBody();
    state = State.CLOSING;
    if (reception != null) reception.cancelled();
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Error) LOG.error("a connection ends: our fault", cause);
    LOG.debug("connection of {} ends: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }
}
