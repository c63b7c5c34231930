package dev.sluice.net.grpc;

import dev.sluice.component.Clock;
import dev.sluice.net.ConnectionLimit;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.ServerSockets;
import dev.sluice.net.tls.TlsException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server for unary methods of bytes, on shared event loops, with bounds on everything that a
 * client can send: HTTP/2 with prior knowledge, or over TLS. Started and stopped once, by one
 * thread.
 */
public final class GrpcServer {
  private static final long HANDSHAKE_MILLIS = 10_000;

  private final GrpcServerConfig config;
  private final EventLoops loops;
  private final ConnectionLimit connectionLimit;
  private final Rounds rounds;
  private final GrpcService service;
  private final @Nullable SslContext tls;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private @Nullable Channel listening;

  /**
   * @param methods handlers by {@code package.Service/Method}
   * @throws TlsException if certificates or keys cannot be used
   */
  public GrpcServer(
      GrpcServerConfig config, EventLoops loops, Map<String, UnaryHandler> methods, Clock clock)
      throws TlsException {
    this(config, GrpcLimits.DEFAULT, loops, methods, clock);
  }

  GrpcServer(
      GrpcServerConfig config,
      GrpcLimits limits,
      EventLoops loops,
      Map<String, UnaryHandler> methods,
      Clock clock)
      throws TlsException {
    this.config = config;
    this.loops = loops;
    this.connectionLimit = new ConnectionLimit(config.maxConnections());
    long tick = Math.min(limits.tickNanos(), config.keepAlive().tickNanos());
    this.rounds = new Rounds(loops.workers(), tick, clock::nanoTime);
    var rules = new CallRules(methods, clock::nanoTime);
    this.service =
        new GrpcService(
            rules,
            limits,
            config,
            rounds,
            new Strangers(config.tls() != null, clock::nanoTime),
            clock);
    this.tls = config.tls() == null ? null : TlsGate.context(config.tls(), clock::nanoTime);
  }

  /** Listens when it returns. Resolves the host: may block. */
  public void start() throws ListenException {
    ServerBootstrap sockets = ServerSockets.on(loops, connectionLimit).childHandler(pipeline());
    listening = ServerSockets.listen(sockets, config.endpoint());
    rounds.start();
  }

  private ChannelInitializer<Channel> pipeline() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        connections.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (tls == null) {
          pipeline.addLast(connection());
          return;
        }
        var handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        pipeline.addLast(handler, new TlsGate(GrpcServer.this::connection, service.strangers()));
      }
    };
  }

  private GrpcConnection connection() {
    return new ConnectionBuilder(service).build();
  }

  /** How many connections are open, and how many were refused for their number. */
  public ConnectionLimit connections() {
    return connectionLimit;
  }

  /** The port that is listened on, which a configured port 0 does not tell. After the start. */
  public int port() {
    if (listening == null) throw new IllegalStateException("not listening");
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * Takes no new calls: clients get GOAWAY. Those under way go on. Nothing happens if it does not
   * listen.
   */
  public void drain() {
    if (listening == null) return;
    listening.close().awaitUninterruptibly();
    listening = null;
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(GrpcConnection.DRAIN);
    }
  }

  /**
   * Drains, if it has not yet, and closes what is left after {@code grace}. Blocks until then.
   * Nothing happens if it never listened.
   */
  public void stop(Duration grace) {
    drain();
    connections.newCloseFuture().awaitUninterruptibly(grace.toNanos(), TimeUnit.NANOSECONDS);
    // Also what was being accepted when the port was closed, and did not hear of it.
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    rounds.stop();
    loops.awaitPortsFree();
  }
}
