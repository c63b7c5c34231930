package dev.sluice.net.http;

import dev.sluice.component.Clock;
import dev.sluice.net.ConnectionLimit;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.ServerSockets;
import dev.sluice.net.tls.ServerTls;
import dev.sluice.net.tls.TlsException;
import dev.sluice.net.tls.TlsServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server with TLS or without. Pipelined requests are answered in their order. Started
 * and stopped once, by one thread.
 */
public final class HttpServer {
  private static final long HANDSHAKE_MILLIS = 10_000;

  private final HttpServerConfig config;
  private final EventLoops loops;
  private final Clock clock;
  private final HttpService service;
  private final ConnectionLimit connectionLimit;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private @Nullable Channel listening;

  public HttpServer(HttpServerConfig config, HttpHandler handler, EventLoops loops, Clock clock) {
    this.config = config;
    this.loops = loops;
    this.clock = clock;
    this.connectionLimit = new ConnectionLimit(config.maxConnections());
    this.service =
        new HttpService(
            handler,
            config.limits(),
            new RequestRules(config.limits()),
            new Cors(config.cors()),
            new ContentEncodings(config.encodings()),
            new Responses(clock::epochMillis, config.responseHeaders()),
            config.keepAlives(),
            this::lifeNanos,
            clock::nanoTime);
  }

  /** Ten percent more or less, so that connections that came together do not go together. */
  private long lifeNanos() {
    Duration age = config.maxConnectionAge();
    return age.isZero() ? Long.MAX_VALUE : (long) (age.toNanos() * (0.9 + 0.2 * clock.dice()));
  }

  /** Listens when it returns. Reads certificates and resolves the host: may block. */
  public void start() throws ListenException, TlsException {
    SslContext tls = tls(config.tls());
    ServerBootstrap sockets =
        ServerSockets.on(loops, connectionLimit)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(pipeline(tls));
    listening = ServerSockets.listen(sockets, config.endpoint());
  }

  private @Nullable SslContext tls(@Nullable TlsServerConfig tls) throws TlsException {
    if (tls == null) return null;
    try {
      return ServerTls.builder(tls, clock::nanoTime).build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private ChannelInitializer<Channel> pipeline(@Nullable SslContext tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        connections.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
          var handler = tls.newHandler(channel.alloc());
          handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
          pipeline.addLast(handler);
        }
        HttpConnection connection = new HttpConnection(service);
        pipeline.addLast(
            connection.clock(),
            new StrictRequestDecoder(config.limits()),
            new FlowControlHandler(),
            new HttpResponseEncoder(),
            connection);
      }
    };
  }

  /** Where it listens, with the port that it got. Only after {@link #start}. */
  public InetSocketAddress address() {
    if (listening == null) throw new IllegalStateException("not started");
    return (InetSocketAddress) listening.localAddress();
  }

  /** How many connections are open, and how many were refused for their number. */
  public ConnectionLimit connections() {
    return connectionLimit;
  }

  /**
   * Takes no more connections, ends those that are quiet, and lets the others finish the request
   * they are at. Nothing happens if it never listened.
   */
  public void drain() {
    if (listening == null) return;
    listening.close().awaitUninterruptibly();
    listening = null;
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(HttpConnection.DRAIN);
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
    loops.awaitPortsFree();
  }
}
