package dev.sluice.bench.endtoend;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where a gateway takes requests. Sending does not wait for the answer. Any thread. */
interface Door extends AutoCloseable {
  /** What came of a request; called once, on any thread. */
  interface Answered {
    void answered(boolean accepted);
  }

  void send(byte[] request, Answered answered);

  @Override
  void close();

  /** OTLP over gRPC, on as many connections as given, in turn. */
  static Door grpc(Kind kind, int port, int connections) {
    List<ManagedChannel> channels =
        Stream.generate(
                () ->
                    NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .directExecutor()
                        .build())
            .limit(connections)
            .toList();
    return new Grpc(channels, Grpc.export(kind), new AtomicInteger());
  }

  /** OTLP over HTTP/1.1; a connection for each request that is under way. */
  static Door http(Kind kind, int port) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new Http(client, URI.create("http://127.0.0.1:%d%s".formatted(port, kind.inPath())));
  }

  /** See {@link #grpc}. */
  record Grpc(
      List<ManagedChannel> channels, MethodDescriptor<byte[], byte[]> method, AtomicInteger turn)
      implements Door {
    static MethodDescriptor<byte[], byte[]> export(Kind kind) {
      return MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(kind.grpcMethod())
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();
    }

    @Override
    public void send(byte[] request, Answered answered) {
      ManagedChannel channel = channels.get(Math.floorMod(turn.getAndIncrement(), channels.size()));
      ClientCalls.asyncUnaryCall(
          channel.newCall(method, CallOptions.DEFAULT),
          request,
          new StreamObserver<>() {
            @Override
            public void onNext(byte[] reply) {}

            @Override
            public void onError(Throwable refused) {
              answered.answered(false);
            }

            @Override
            public void onCompleted() {
              answered.answered(true);
            }
          });
    }

    @Override
    public void close() {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  /** Requests and replies as they are. */
  record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
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

  /** See {@link #http}. */
  record Http(HttpClient client, URI url) implements Door {
    @Override
    public void send(byte[] request, Answered answered) {
      HttpRequest post =
          HttpRequest.newBuilder(url)
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request))
              .build();
      // Its failure is an answer as well.
      var unused =
          client
              .sendAsync(post, HttpResponse.BodyHandlers.discarding())
              .whenComplete(
                  (reply, failure) ->
                      answered.answered(failure == null && reply.statusCode() == 200));
    }

    @Override
    public void close() {}
  }
}
