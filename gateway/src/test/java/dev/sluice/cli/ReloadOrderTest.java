package dev.sluice.cli;

import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.net.RawClient;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.FakeBackend.Request;
import dev.sluice.testkit.RemoteWrite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xerial.snappy.Snappy;

/** Samples of one series keep their order while a reload replaces the exporter. */
@Timeout(120)
class ReloadOrderTest {
  private static final String YAML =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "HOST:4318"}}}
      processors:
        batch: {timeout: 1h, send_batch_size: 2, send_batch_max_size: 2}
      exporters:
        prometheusremotewrite:
          endpoint: "BACKEND"
          timeout: 20s
          retry_on_failure: {initial_interval: 10ms}
          remote_write_queue: {num_consumers: SHARDS}
      extensions:
        file_storage: {directory: "DIRECTORY", min_free: 0}
      service:
        extensions: [file_storage]
        telemetry: {metrics: {level: none}}
        pipelines:
          metrics: {receivers: [otlp], processors: [batch], exporters: [prometheusremotewrite]}
      """;

  @TempDir private Path scratch;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final List<RawClient> clients = new ArrayList<>();
  private final List<Double> stored = Collections.synchronizedList(new ArrayList<>());

  /** The first request is held, and fails in the end. */
  private Reply answer(Request request) {
    boolean isFirst = arrived.getCount() > 0;
    arrived.countDown();
    if (isFirst) {
      await(held);
      return Reply.of(503);
    }
    RemoteWrite write = decode(request);
    write.timeseries().forEach(series -> series.samples().forEach(s -> stored.add(s.value())));
    return Reply.of(204);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static RemoteWrite decode(Request request) {
    try {
      return RemoteWrite.decode(Snappy.uncompress(request.body().bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Under way, waiting in the queue, waiting in a processor, and new: in that order. */
  @ParameterizedTest
  @CsvSource({
    "false,false,false",
    "true,true,true",
    "false,true,true",
    "true,false,false",
    "true,true,false"
  })
  void whatIsUnderWayAtAReload_isNotOvertaken(boolean atFirst, boolean then, boolean last)
      throws Exception {
    try (var backend = new FakeBackend()) {
      backend.answers(this::answer);
      var gateway = new FileGateway(scratch, 5);
      try (gateway) {
        write(gateway, backend, atFirst, 5);
        Account account = gateway.start().account();
        send(gateway, 1, 2);
        await(arrived);
        send(gateway, 3, 4, 5);
        write(gateway, backend, then, 3);
        assertThat(gateway.reload()).isTrue();
        send(gateway, 6, 7);
        write(gateway, backend, last, 4);
        assertThat(gateway.reload()).isTrue();
        send(gateway, 8, 9);
        assertThat(stored).isEmpty();
        held.countDown();
        for (RawClient client : clients) assertThat(client.answer().status()).isEqualTo(200);
        Await.until("all is settled but what the processor holds", () -> account.queued() <= 1);
      } finally {
        held.countDown();
        for (RawClient client : clients) client.close();
      }
      Account account = gateway.account();
      assertThat(stored).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
      assertThat(account.accepted()).isEqualTo(9);
      assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(9);
      assertThat(account.recovered()).isZero();
    }
  }

  private void write(FileGateway gateway, FakeBackend backend, boolean onDisk, int shards)
      throws IOException {
    String storage = onDisk ? "sending_queue" : "remote_write_queue";
    gateway.write(
        YAML.replace("BACKEND", backend.url("/api/v1/write"))
            .replace("remote_write_queue", storage)
            .replace("SHARDS}", shards + (onDisk ? ", storage: file_storage}" : "}"))
            .replace("DIRECTORY", scratch.resolve("storage").toString()));
  }

  /** A request for each time, whose value is that time; storage may answer later. */
  private void send(FileGateway gateway, long... times) throws Exception {
    Account account = gateway.account();
    for (long time : times) {
      RawClient client = gateway.client();
      clients.add(client);
      byte[] body =
          request(resource(), gauge("g", "", point(time, time * 1_000_000))).toByteArray();
      FileGateway.send(client, "/v1/metrics", body);
      Await.until("it is taken", () -> account.accepted() == time);
    }
  }
}
