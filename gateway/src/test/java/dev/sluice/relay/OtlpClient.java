package dev.sluice.relay;

import dev.sluice.otlp.Signal;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/** Sends export requests as they are. Fails where one is not accepted. */
interface OtlpClient extends AutoCloseable {
  /** Ends when the request is answered. */
  void send(Signal signal, byte[] request) throws Exception;

  @Override
  void close();

  static OtlpClient http(String address) {
    return new Http(address);
  }

  static OtlpClient grpc(String address) {
    return new Grpc(address);
  }

  /** Port 4318. */
  final class Http implements OtlpClient {
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    private Http(String address) {
      this.address = address;
    }

    @Override
    public void send(Signal signal, byte[] request) throws Exception {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create("http://%s:4318/v1/%s".formatted(address, signal.id())))
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request))
              .build();
      HttpResponse<String> answer = client.send(post, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP %d: %s".formatted(answer.statusCode(), answer.body()));
      }
    }

    @Override
    public void close() {
      // Its connections end with it.
    }
  }

  /** Port 4317. */
  final class Grpc implements OtlpClient {
    private static final Bytes BYTES = new Bytes();

    private final ManagedChannel channel;

    private Grpc(String address) {
      channel =
          NettyChannelBuilder.forAddress(address, 4317)
              .usePlaintext()
              .proxyDetector(a -> null)
              .build();
    }

    @Override
    public void send(Signal signal, byte[] request) throws Exception {
      ClientCalls.futureUnaryCall(channel.newCall(method(signal), CallOptions.DEFAULT), request)
          .get(30, TimeUnit.SECONDS);
    }

    private static MethodDescriptor<byte[], byte[]> method(Signal signal) {
      String service =
          switch (signal) {
            case TRACES -> "opentelemetry.proto.collector.trace.v1.TraceService";
            case METRICS -> "opentelemetry.proto.collector.metrics.v1.MetricsService";
            case LOGS -> "opentelemetry.proto.collector.logs.v1.LogsService";
          };
      return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(service + "/Export")
          .build();
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** Messages as they are. */
  final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
