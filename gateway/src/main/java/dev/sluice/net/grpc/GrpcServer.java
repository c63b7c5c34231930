package dev.sluice.net.grpc;

import dev.sluice.net.ConnectionLimit;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.codec.Body;
import dev.sluice.net.tls.ServerTls;
import dev.sluice.net.tls.TlsException;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server for unary methods of bytes, on shared event loops, with bounds on everything that a
 * client can send. Started and stopped once.
 */
public final class GrpcServer {
  private static final int MAX_METADATA_BYTES = 8 << 10;
  private static final int HANDSHAKE_SECONDS = 10;

  /** Streams that a client may reset in that time before it is sent away (rapid reset). */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  private static final int BACKLOG = 1024;

  private final GrpcServerConfig config;
  private final EventLoops loops;
  private final ConnectionLimit connectionLimit;
  private final OpenCalls openCalls;
  private final Server server;
  private @Nullable ScheduledFuture<?> watch;

  /**
   * @param methods handlers by {@code package.Service/Method}
   * @throws TlsException if certificates or keys cannot be used
   */
  public GrpcServer(
      GrpcServerConfig config,
      EventLoops loops,
      Map<String, UnaryHandler> methods,
      LongSupplier nanoTime)
      throws TlsException {
    this(config, GrpcLimits.DEFAULT, loops, methods, nanoTime);
  }

  GrpcServer(
      GrpcServerConfig config,
      GrpcLimits limits,
      EventLoops loops,
      Map<String, UnaryHandler> methods,
      LongSupplier nanoTime)
      throws TlsException {
    this.config = config;
    this.loops = loops;
    this.connectionLimit = new ConnectionLimit(config.maxConnections());
    this.openCalls = new OpenCalls(limits, config.maxMessageBytes(), nanoTime, loops);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(config.endpoint().address())
            .bossEventLoopGroup(loops.acceptor())
            .workerEventLoopGroup(loops.workers())
            .channelFactory(connectionLimit.channels())
            .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
            .directExecutor()
            .maxInboundMessageSize(config.maxMessageBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(config.maxConcurrentStreams())
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .decompressorRegistry(GrpcCodecs.decompressors(config.maxMessageBytes(), false))
            .compressorRegistry(GrpcCodecs.answers())
            .addStreamTracerFactory(CallMeter.FACTORY);
    keepAlive(builder, config.keepAlive());
    if (config.tls() != null) {
      try {
        builder.sslContext(
            GrpcSslContexts.configure(ServerTls.builder(config.tls(), nanoTime), SslProvider.JDK)
                .build());
      } catch (SSLException e) {
        throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
      }
    }
    methods.forEach((name, handler) -> builder.addService(service(name, handler)));
    this.server = builder.build();
  }

  private static void keepAlive(NettyServerBuilder builder, GrpcServerConfig.KeepAlive keepAlive) {
    builder
        .keepAliveTime(keepAlive.time().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(keepAlive.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(keepAlive.minTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(keepAlive.permitWithoutStream());
    if (!keepAlive.maxConnectionIdle().isZero()) {
      builder.maxConnectionIdle(keepAlive.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (!keepAlive.maxConnectionAge().isZero()) {
      builder.maxConnectionAge(keepAlive.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (!keepAlive.maxConnectionAgeGrace().isZero()) {
      builder.maxConnectionAgeGrace(
          keepAlive.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private ServerServiceDefinition service(String name, UnaryHandler handler) {
    MethodDescriptor<Inbound, Body> method =
        MethodDescriptor.<Inbound, Body>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(new InboundMarshaller())
            .setResponseMarshaller(new OutboundMarshaller())
            .build();
    String serviceName = name.substring(0, name.lastIndexOf('/'));
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(serviceName).addMethod(method).build())
        .addMethod(
            method,
            (call, headers) -> {
              GrpcCodecs.answerInKind(call, headers);
              return UnaryCall.begin(call, head(call, headers), handler, openCalls);
            })
        .build();
  }

  private static GrpcHead head(ServerCall<?, ?> call, Metadata headers) {
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String authority = call.getAuthority();
    return new GrpcHead(headers, authority == null ? "" : authority, PeerNames.of(peer));
  }

  public void start() throws ListenException {
    try {
      server.start();
    } catch (IOException e) {
      throw new ListenException(config.endpoint(), e);
    }
    long tick = openCalls.limits().tickNanos();
    watch =
        loops
            .acceptor()
            .scheduleAtFixedRate(openCalls::endTheSlow, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** How many connections are open, and how many were refused for their number. */
  public ConnectionLimit connections() {
    return connectionLimit;
  }

  /** The port that is listened on, which a configured port 0 does not tell. */
  public int port() {
    return server.getPort();
  }

  /** Takes no new calls: clients get GOAWAY. Those under way go on. */
  public void drain() {
    server.shutdown();
    if (watch != null) watch.cancel(false);
  }

  /** Drains, and gives the calls under way {@code grace} to end. Blocks until then. */
  public void stop(Duration grace) {
    drain();
    try {
      if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) server.shutdownNow();
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    loops.awaitPortsFree();
  }
}
