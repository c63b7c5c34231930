package dev.sluice.receiver.otlp;

import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.otlp.Signal;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client of grpc's own, with bytes for messages, that keeps everything that it is answered. */
final class GrpcCaller implements AutoCloseable {
  static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ManagedChannel channel;
  private final CallOptions options;
  private final Metadata headers;

  /** How a call ended. */
  record Outcome(Status status, Metadata head, Metadata trailers, byte[] message) {
    RpcStatus details() throws IOException {
      return RpcStatus.ofProtobuf(trailers.get(DETAILS));
    }
  }

  GrpcCaller(int port) {
    this(channel(port, new Codec.Gzip()), CallOptions.DEFAULT, new Metadata());
  }

  /** Marks its messages as compressed, and compresses nothing. */
  static GrpcCaller lying(int port, String encoding) {
    CallOptions lying = CallOptions.DEFAULT.withCompression(encoding);
    return new GrpcCaller(channel(port, new Liar(encoding)), lying, new Metadata());
  }

  private static ManagedChannel channel(int port, Compressor compressor) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(Codec.Identity.NONE);
    registry.register(compressor);
    return builder(port, registry).usePlaintext().build();
  }

  /** Trusts the tests' authority. */
  static GrpcCaller overTls(int port) throws IOException {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(Codec.Identity.NONE);
    ManagedChannel channel =
        builder(port, registry)
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(TlsFixtures.file("ca.pem").toFile())
                    .build())
            .build();
    return new GrpcCaller(channel, CallOptions.DEFAULT, new Metadata());
  }

  private static NettyChannelBuilder builder(int port, CompressorRegistry registry) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .directExecutor()
        .disableRetry()
        .compressorRegistry(registry);
  }

  private GrpcCaller(ManagedChannel channel, CallOptions options, Metadata headers) {
    this.channel = channel;
    this.options = options;
    this.headers = headers;
  }

  private record Liar(String encoding) implements Compressor {
    @Override
    public String getMessageEncoding() {
      return encoding;
    }

    @Override
    public OutputStream compress(OutputStream target) {
      return target;
    }
  }

  /** Tells when the connection that the next call makes, or the present one, is gone. */
  void onConnectionLost(Runnable listener) {
    ConnectivityState state = channel.getState(true);
    channel.notifyWhenStateChanged(
        state,
        () -> {
          if (state == ConnectivityState.READY) listener.run();
          onConnectionLost(listener);
        });
  }

  GrpcCaller with(String encoding) {
    CallOptions changed = encoding.equals("identity") ? options : options.withCompression(encoding);
    return new GrpcCaller(channel, changed, headers);
  }

  GrpcCaller with(Metadata more) {
    return new GrpcCaller(channel, options, more);
  }

  Outcome call(Signal signal, byte[] request) {
    return call(OtlpGrpc.method(signal), request);
  }

  Outcome call(String method, byte[] request) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    ClientCall<byte[], byte[]> call =
        channel.newCall(descriptor, options.withDeadlineAfter(20, TimeUnit.SECONDS));
    var listener = new Listener();
    call.start(listener, headers);
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return listener.outcome.join();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Listener extends ClientCall.Listener<byte[]> {
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private Metadata head = new Metadata();
    private byte[] message = {};

    @Override
    public void onHeaders(Metadata received) {
      head = received;
    }

    @Override
    public void onMessage(byte[] received) {
      message = received;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      outcome.complete(new Outcome(status, head, trailers, Arrays.copyOf(message, message.length)));
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
