package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/**
 * The heap that the packaged gateway allocates for an item, beyond the bytes of the request that
 * brought it: receiver, memory limiter, batch, and the exporter of the signal (OTLP/HTTP with gzip,
 * Loki, remote write), in a process of its own. Counted, not timed: the same on every machine.
 */
class AllocationIT {
  /** What is promised is 64 for each of them; these are what they have come to, and a little. */
  private static final double MOST_BYTES_PER_SPAN = 40;

  private static final double MOST_BYTES_PER_RECORD = 48;

  private static final double MOST_BYTES_PER_POINT = 64;

  private static final int ITEMS = 100;
  private static final int WARM_UP = 10_000;
  private static final int REQUESTS = 3_000;

  /**
   * A busy machine has not compiled everything after the warm-up; what is not compiled allocates.
   */
  private static final int TRIES = 4;

  private static final int SENDERS = 8;
  private static final Duration SOON = Duration.ofSeconds(60);

  /**
   * Loki and remote write have one sender: each keeps buffers that grow to the largest push, and
   * how many of them a busy machine needs, and when, is chance.
   */
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "${env:ADDRESS}:4317"}, http: {endpoint: "${env:ADDRESS}:4318"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 25}
        batch: {}
      exporters:
        otlphttp: {endpoint: "${env:SINK}"}
        loki: {endpoint: "${env:SINK}/loki/api/v1/push", sending_queue: {num_consumers: 1}}
        prometheusremotewrite:
          endpoint: ${env:SINK}/api/v1/write
          resource_to_telemetry_conversion: {enabled: true}
          sending_queue: {num_consumers: 1}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp]}
          logs: {receivers: [otlp], processors: [memory_limiter, batch], exporters: [loki]}
          metrics:
            receivers: [otlp]
            processors: [memory_limiter, batch]
            exporters: [prometheusremotewrite]
      """;

  @TempDir private Path scratch;

  private final String address = Loopback.next();
  private final LongAdder arrived = new LongAdder();
  private long sent;

  @Test
  void spansThroughGrpc_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.grpc(address)) {
      measure("gRPC", client, Signal.TRACES);
    }
  }

  @Test
  void spansThroughHttp_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.http(address)) {
      measure("HTTP", client, Signal.TRACES);
    }
  }

  @Test
  void logRecordsToLoki_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.grpc(address)) {
      measure("gRPC", client, Signal.LOGS);
    }
  }

  @Test
  void pointsToRemoteWrite_costLittleHeap() throws Exception {
    try (OtlpClient client = OtlpClient.grpc(address)) {
      measure("gRPC", client, Signal.METRICS);
    }
  }

  private void measure(String through, OtlpClient client, Signal signal) throws Exception {
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    Map<String, Endpoint.Taker> counting =
        Map.of(
            "/v1/traces", body -> arrived.add(Oracle.items(Oracle.parse(Signal.TRACES, body))),
            "/loki/api/v1/push", body -> arrived.add(Nested.count(Snappy.uncompress(body), 1, 2)),
            "/api/v1/write", body -> arrived.add(Nested.count(Snappy.uncompress(body), 1, 2)));
    try (var sink = new Endpoint(Loopback.at(Loopback.next(), 4318), 200, counting);
        ChildProcess gateway =
            GatewayJar.start(
                scratch.resolve("log"),
                Map.of("ADDRESS", address, "SINK", sink.url()),
                RemoteThreads.jvmOptions(address),
                List.of("--config", config.toString()));
        var threads = new RemoteThreads(address)) {
      AllocationRequests requests = AllocationRequests.of(signal, ITEMS);
      send(client, signal, requests, WARM_UP);
      double perItem = Double.POSITIVE_INFINITY;
      for (int i = 0; i < TRIES && perItem > most(signal); i++) {
        long before = threads.allocatedBytes();
        send(client, signal, requests, REQUESTS);
        long beyond = threads.allocatedBytes() - before - (long) REQUESTS * requests.length();
        perItem = beyond / (double) (REQUESTS * ITEMS);
        System.out.printf(
            "%s, %s: %.1f bytes of heap per item beyond the request's %d%n",
            signal.id(), through, perItem, requests.length() / ITEMS);
      }
      assertThat(perItem)
          .as("bytes per item of %s through %s", signal.id(), through)
          .isBetween(0.0, most(signal));
      gateway.failIfEnded();
    }
  }

  private static double most(Signal signal) {
    return switch (signal) {
      case TRACES -> MOST_BYTES_PER_SPAN;
      case LOGS -> MOST_BYTES_PER_RECORD;
      case METRICS -> MOST_BYTES_PER_POINT;
    };
  }

  /** Returns when the backend has everything. */
  private void send(OtlpClient client, Signal signal, AllocationRequests requests, int times)
      throws Exception {
    var threads = Executors.newFixedThreadPool(SENDERS);
    try {
      var sending = new ArrayList<Future<?>>();
      for (int sender = 0; sender < SENDERS; sender++) {
        sending.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < times / SENDERS; i++) client.send(signal, requests.next());
                  return null;
                }));
      }
      for (Future<?> sender : sending) sender.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    sent += (long) times * ITEMS;
    Eventually.holds(SOON, () -> assertThat(arrived.sum()).isEqualTo(sent));
  }
}
