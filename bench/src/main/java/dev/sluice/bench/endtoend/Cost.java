package dev.sluice.bench.endtoend;

import com.sun.net.httpserver.HttpServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a span costs: CPU time and allocation of the gateway's process per item, by its own and the
 * kernel's accounting, for gRPC and HTTP in and OTLP/HTTP out, with gzip and without. Also the time
 * to ready and the memory when idle.
 *
 * <pre>java -cp bench/target/bench.jar dev.sluice.bench.endtoend.Cost gateway/target/gateway.jar
 * </pre>
 *
 * <p>The gateway is pinned to the first processor where {@code taskset} is there. Further arguments
 * are options for its JVM. Figures are only good on a quiet machine; CPU time is less sensitive
 * than throughput, which is not shown.
 */
public final class Cost {
  private static final int ITEMS = 100;
  private static final int DISTINCT = 64;
  private static final int WARM_UP = 3_000;
  private static final int COUNTED = 10_000;
  private static final int CLIENTS = 4;
  private static final String GRPC_METHOD =
      "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final Path jar;
  private final List<String> jvm;

  private Cost(Path jar, List<String> jvm) {
    this.jar = jar;
    this.jvm = jvm;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 1) {
      System.err.println("usage: Cost GATEWAY_JAR [JVM_OPTION...]");
      System.exit(64);
    }
    var cost = new Cost(Path.of(args[0]), List.of(args).subList(1, args.length));
    System.out.printf(
        Locale.ROOT,
        "%-5s %-5s %10s %12s %12s %10s %10s%n",
        "in",
        "out",
        "us/span",
        "alloc B/span",
        "body B/span",
        "ready ms",
        "idle MiB");
    for (String transport : List.of("grpc", "http")) {
      for (String compression : List.of("gzip", "none")) cost.run(transport, compression);
    }
  }

  private void run(String transport, String compression) throws Exception {
    Path folder = Files.createTempDirectory("cost");
    var received = new AtomicLong();
    HttpServer sink = sink(received);
    int in = freePort();
    int metrics = freePort();
    Path config =
        Files.writeString(
            folder.resolve("relay.yaml"),
            config(transport, in, sink.getAddress().getPort(), compression, metrics));
    long started = System.nanoTime();
    try (var gateway =
        new GatewayProcess(pinned(), jar, jvm, config, folder.resolve("gateway.log"), metrics)) {
      gateway.awaitReady(Duration.ofSeconds(60));
      long readyMillis = (System.nanoTime() - started) / 1_000_000;
      TimeUnit.SECONDS.sleep(3);
      long idle = residentKib(gateway.pid()) >> 10;
      List<byte[]> bodies = bodies();
      send(transport, in, bodies, WARM_UP);
      double cpuBefore = cpuSeconds(gateway.pid());
      double allocatedBefore = allocated(gateway);
      send(transport, in, bodies, COUNTED);
      awaitDelivered(gateway, (long) (WARM_UP + COUNTED) * ITEMS);
      double items = (double) COUNTED * ITEMS;
      double cpu = (cpuSeconds(gateway.pid()) - cpuBefore) / items * 1e6;
      double allocated = (allocated(gateway) - allocatedBefore) / items;
      double body = bodies.stream().mapToInt(b -> b.length).average().orElse(0) / ITEMS;
      System.out.printf(
          Locale.ROOT,
          "%-5s %-5s %10.2f %12.0f %12.0f %10d %10d%n",
          transport,
          compression,
          cpu,
          allocated,
          body,
          readyMillis,
          idle);
      gateway.terminate(Duration.ofSeconds(40));
    } finally {
      sink.stop(0);
    }
  }

  private static List<String> pinned() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, "taskset"))) {
        return List.of(folder + "/taskset", "-c", "0", java.toString());
      }
    }
    return List.of(java.toString());
  }

  private static List<byte[]> bodies() {
    var bodies = new ArrayList<byte[]>();
    for (int i = 0; i < DISTINCT; i++) {
      bodies.add(Requests.make(Kind.TRACES, (long) i * ITEMS, ITEMS));
    }
    return bodies;
  }

  private static void send(String transport, int port, List<byte[]> bodies, int requests)
      throws Exception {
    var next = new AtomicLong();
    var threads = Executors.newFixedThreadPool(CLIENTS);
    var running = new ArrayList<java.util.concurrent.Future<?>>();
    for (int i = 0; i < CLIENTS; i++) {
      running.add(
          threads.submit(
              () -> {
                try (Sender sender = transport.equals("grpc") ? new Grpc(port) : new Http(port)) {
                  for (long n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                    sender.send(bodies.get((int) (n % bodies.size())));
                  }
                }
                return null;
              }));
    }
    for (var client : running) client.get();
    threads.shutdown();
  }

  private interface Sender extends AutoCloseable {
    void send(byte[] body) throws IOException, InterruptedException;

    @Override
    void close();
  }

  private static final class Http implements Sender {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI url;

    Http(int port) {
      url = URI.create("http://127.0.0.1:%d/v1/traces".formatted(port));
    }

    @Override
    public void send(byte[] body) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
        TimeUnit.MILLISECONDS.sleep(20); // no room for the moment
      }
    }

    @Override
    public void close() {}
  }

  private static final class Grpc implements Sender {
    private final ManagedChannel channel;
    private final MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(GRPC_METHOD)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    Grpc(int port) {
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    @Override
    public void send(byte[] body) throws InterruptedException {
      while (true) {
        try {
          ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, body);
          return;
        } catch (io.grpc.StatusRuntimeException noRoom) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static HttpServer sink(AtomicLong received) throws IOException {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    sink.setExecutor(Executors.newFixedThreadPool(2));
    sink.createContext(
        "/",
        exchange -> {
          received.addAndGet(exchange.getRequestBody().readAllBytes().length);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sink.start();
    return sink;
  }

  private static void awaitDelivered(GatewayProcess gateway, long items)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (Ledger.of(gateway.metrics(), Kind.TRACES).delivered() < items) {
      if (System.nanoTime() - end > 0) throw new IOException("not everything was delivered");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static double allocated(GatewayProcess gateway) throws IOException, InterruptedException {
    Map<String, Double> metrics = gateway.metrics();
    return metrics.entrySet().stream()
        .filter(e -> e.getKey().startsWith("otelcol_process_runtime_total_alloc_bytes"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** User and system time, from the kernel. */
  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return ticks / 100.0;
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/%d/status".formatted(pid)))) {
      if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
    }
    return 0;
  }

  private static String config(String transport, int in, int out, String compression, int metrics) {
    return """
        receivers: {otlp: {protocols: {%s: {endpoint: "127.0.0.1:%d"}}}}
        processors:
          memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
          batch: {send_batch_size: 10000}
        exporters:
          otlphttp: {endpoint: "http://127.0.0.1:%d", compression: %s}
        service:
          pipelines:
            traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp]}
          telemetry:
            metrics:
              readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]
        """
        .formatted(transport, in, out, compression, metrics);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
