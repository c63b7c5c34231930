package dev.sluice.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the decoder, counts what comes, and knows how long a client may take for what it is
 * doing. Looks at the clock in intervals: per request there is no timer to set or clear. Belongs to
 * the connection's event loop.
 */
final class ConnectionClock extends ChannelInboundHandlerAdapter {

  /** What the client is doing, or is waited for. */
  enum Phase {
    /** Nothing, between two requests. */
    IDLE,
    /** Sending a head. */
    HEAD,
    /** Sending a body. */
    BODY,
    /** Waiting for our answer, for as long as that takes. */
    WAITING,
    /** Reading our answer. */
    READING,
    /** Sending what nobody wants, so that it sees our last answer. */
    LINGERING
  }

  /** Told when a client has taken too long. */
  @FunctionalInterface
  interface Overdue {
    void overdue(ChannelHandlerContext ctx, Phase phase);
  }

  private final HttpLimits limits;
  private final LongSupplier nanoTime;
  private final Overdue overdue;
  private Phase phase = Phase.HEAD;
  private long since;
  private long bytes;
  private @Nullable ScheduledFuture<?> tick;

  ConnectionClock(HttpLimits limits, LongSupplier nanoTime, Overdue overdue) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.overdue = overdue;
    this.since = nanoTime.getAsLong();
  }

  Phase phase() {
    return phase;
  }

  /** Whether nothing has come for the first head yet. */
  boolean isUnused() {
    return phase == Phase.HEAD && bytes == 0;
  }

  void enter(Phase next) {
    phase = next;
    since = nanoTime.getAsLong();
    bytes = 0;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long interval = limits.tickNanos();
    tick =
        ctx.executor()
            .scheduleAtFixedRate(() -> look(ctx), interval, interval, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (tick != null) tick.cancel(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    int count = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    if (phase == Phase.LINGERING) {
      ReferenceCountUtil.release(message);
      bytes += count;
      if (bytes > limits.lingerBytes()) overdue.overdue(ctx, phase);
      return;
    }
    if (phase == Phase.IDLE) enter(Phase.HEAD);
    bytes += count;
    ctx.fireChannelRead(message);
  }

  private void look(ChannelHandlerContext ctx) {
    if (isOverdue(nanoTime.getAsLong() - since)) overdue.overdue(ctx, phase);
  }

  private boolean isOverdue(long elapsed) {
    return switch (phase) {
      case IDLE -> isBeyond(elapsed, limits.idleTimeout());
      case HEAD -> isBeyond(elapsed, limits.headerTimeout());
      case BODY -> isBeyond(elapsed, limits.bodyTimeout()) || isTooSlow(elapsed);
      case WAITING -> false;
      case READING -> isBeyond(elapsed, limits.writeTimeout());
      case LINGERING -> isBeyond(elapsed, limits.lingerTimeout());
    };
  }

  private static boolean isBeyond(long elapsed, Duration limit) {
    return !limit.isZero() && elapsed > limit.toNanos();
  }

  private boolean isTooSlow(long elapsed) {
    long counted = elapsed - limits.bodyGrace().toNanos();
    double expected = counted / 1e9 * limits.bodyBytesPerSecond();
    return !limits.bodyTimeout().isZero() && counted > 0 && bytes < expected;
  }
}
