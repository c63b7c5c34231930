package dev.sluice.net.grpc;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Secret;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ExchangeLimit;
import dev.sluice.net.UserAgent;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.Signer;
import dev.sluice.net.codec.Body;
import dev.sluice.net.tls.ClientTls;
import dev.sluice.net.tls.TlsException;
import dev.sluice.wire.ByteSlice;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * Calls unary methods of one gRPC server, with bytes: one exchange per call on the caller's thread,
 * within the configured timeout. Nothing is repeated. Any thread, several at once.
 */
public final class GrpcSender implements AutoCloseable {
  private static final int MAX_REPLY_BYTES = 1 << 20;
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final GrpcClientConfig config;
  private final MethodDescriptor<Body, Body> method;
  private final ManagedChannel channel;
  private final CallOptions options;
  private final Signer signer;
  private final Metadata configured;

  /** For a component: its calls are signed by the authenticator that its settings name. */
  public static GrpcSender of(GrpcClientConfig config, String fullMethod, Settings settings)
      throws TlsException, StartException {
    return new GrpcSender(
        config,
        Signer.of(config.authenticator(), settings.shared()),
        fullMethod,
        settings.shared().get(EventLoops.class, EventLoops::new),
        settings.version(),
        settings.clock()::nanoTime);
  }

  /**
   * Nobody signs the calls, whatever the settings say.
   *
   * @param fullMethod {@code package.Service/Method}
   * @throws TlsException if certificates or keys cannot be used
   */
  public GrpcSender(
      GrpcClientConfig config,
      String fullMethod,
      EventLoops loops,
      String version,
      LongSupplier nanoTime)
      throws TlsException {
    this(config, Signer.NONE, fullMethod, loops, version, nanoTime);
  }

  private GrpcSender(
      GrpcClientConfig config,
      Signer signer,
      String fullMethod,
      EventLoops loops,
      String version,
      LongSupplier nanoTime)
      throws TlsException {
    this.config = config;
    this.signer = signer;
    this.configured = metadata(config.headers());
    this.method =
        MethodDescriptor.<Body, Body>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(fullMethod)
            .setRequestMarshaller(new OutboundMarshaller())
            .setResponseMarshaller(new OutboundMarshaller())
            .build();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(config.target())
            .eventLoopGroup(loops.workers())
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .disableRetry()
            .userAgent(UserAgent.of(version))
            .maxInboundMessageSize(MAX_REPLY_BYTES)
            .compressorRegistry(GrpcCodecs.compressors(config.compression()))
            .decompressorRegistry(GrpcCodecs.decompressors(MAX_REPLY_BYTES))
            .defaultLoadBalancingPolicy(config.balancer());
    if (signer.isNone()) builder.intercept(MetadataUtils.newAttachHeadersInterceptor(configured));
    if (!config.authority().isEmpty()) builder.overrideAuthority(config.authority());
    keepAlive(builder, config);
    if (config.isPlainText()) {
      builder.usePlaintext();
    } else {
      speakTls(builder, config, nanoTime);
    }
    this.channel = builder.build();
    CallOptions call = CallOptions.DEFAULT;
    if (config.waitForReady()) call = call.withWaitForReady();
    this.options =
        config.compression().isNone()
            ? call
            : call.withCompression(GrpcCodecs.name(config.compression()));
  }

  private static Metadata metadata(Map<String, Secret> headers) {
    var metadata = new Metadata();
    headers.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value.reveal()));
    return metadata;
  }

  private static void keepAlive(NettyChannelBuilder builder, GrpcClientConfig config) {
    if (config.keepAliveTime().isZero()) return;
    builder
        .keepAliveTime(config.keepAliveTime().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveWithoutCalls(config.keepAliveWithoutStream());
    if (!config.keepAliveTimeout().isZero()) {
      builder.keepAliveTimeout(config.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static void speakTls(
      NettyChannelBuilder builder, GrpcClientConfig config, LongSupplier nanoTime)
      throws TlsException {
    try {
      builder.sslContext(
          GrpcSslContexts.configure(
                  new ClientTls(config.tls(), nanoTime).builder(), SslProvider.JDK)
              .build());
      String name = config.tls().serverNameOverride();
      if (!name.isEmpty()) builder.overrideAuthority(name);
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  public GrpcReply call(Body message) {
    return call(message, dev.sluice.data.Metadata.EMPTY);
  }

  /**
   * Sends one message and waits for the end of the call, whatever it is. Interruptible. Where the
   * credentials were not taken and there are others by now, it is sent once more.
   *
   * @param client what is known of the one whose data it is
   */
  public GrpcReply call(Body message, dev.sluice.data.Metadata client) {
    if (signer.isNone()) return exchange(channel, message);
    try {
      var first = new CallHeaders(configured(), client);
      Object signed = signer.sign(first);
      GrpcReply reply = exchange(with(first.call()), message);
      if (reply.code() != GrpcAnswer.UNAUTHENTICATED || !signer.renew(signed)) return reply;
      // From the start: what was set is not what was there.
      var second = new CallHeaders(configured(), client);
      signer.sign(second);
      return exchange(with(second.call()), message);
    } catch (NoCredentialsException e) {
      String why = String.valueOf(e.getMessage());
      return new GrpcReply(GrpcAnswer.UNAVAILABLE, why, ByteSlice.EMPTY, ByteSlice.EMPTY);
    }
  }

  /** A copy. */
  private Metadata configured() {
    var headers = new Metadata();
    headers.merge(configured);
    return headers;
  }

  private Channel with(Metadata headers) {
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private GrpcReply exchange(Channel to, Body message) {
    long timeout = ExchangeLimit.of(config.timeout()).toNanos();
    CallOptions call = options.withDeadlineAfter(timeout, TimeUnit.NANOSECONDS);
    try {
      Body response = ClientCalls.blockingUnaryCall(to, method, call, message);
      return new GrpcReply(GrpcAnswer.OK, "", bytes(response), ByteSlice.EMPTY);
    } catch (StatusRuntimeException e) {
      return reply(e);
    }
  }

  private static ByteSlice bytes(Body response) {
    ByteSlice piece = response.onePiece();
    if (piece != null) return piece;
    var out = new ByteArrayOutputStream();
    try {
      response.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return ByteSlice.of(out.toByteArray());
  }

  private GrpcReply reply(StatusRuntimeException e) {
    Status status = e.getStatus();
    Metadata trailers = e.getTrailers();
    byte[] details = trailers == null ? null : trailers.get(DETAILS);
    String text = GrpcTroubles.describe(status, config.address(), config.isPlainText());
    int code = status.getCode().value();
    boolean isUnwelcome =
        code == GrpcAnswer.UNAUTHENTICATED || code == GrpcAnswer.PERMISSION_DENIED;
    if (isUnwelcome) text += signer.inWords();
    return new GrpcReply(
        code, text, ByteSlice.EMPTY, details == null ? ByteSlice.EMPTY : ByteSlice.of(details));
  }

  /** Ends what is under way and closes all connections. */
  @Override
  public void close() {
    channel.shutdownNow();
  }
}
