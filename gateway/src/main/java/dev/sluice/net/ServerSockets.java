package dev.sluice.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;

/** How every server listens, whatever it speaks. For this room only. */
public final class ServerSockets {
  private static final int BACKLOG = 1024;
  private static final int LEAST_READ = 1024;
  private static final int FIRST_READ = 16 * 1024;
  private static final int MOST_READ = 256 * 1024;

  private ServerSockets() {}

  /** To be given what its connections are handled by. */
  public static ServerBootstrap on(EventLoops loops, ConnectionLimit limit) {
    return new ServerBootstrap()
        .group(loops.acceptor(), loops.workers())
        .channelFactory(limit.channels())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
  }

  /** Listens when it returns. Resolves the host: may block. */
  public static Channel listen(ServerBootstrap sockets, Endpoint endpoint) throws ListenException {
    ChannelFuture bound = sockets.bind(endpoint.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) throw new ListenException(endpoint, bound.cause());
    return bound.channel();
  }
}
