package dev.sluice.bench.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients that wait at the door from before it opens: each knocks until its first request is
 * taken, then sends one every few seconds, on a connection of its own. A refused request waits for
 * its next turn.
 */
final class Crowd implements AutoCloseable {
  private static final long KNOCK_MILLIS = 100;
  private static final long TURN_MILLIS = 5_000;
  private static final int ITEMS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_ANSWERS = 1_000_000;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Stencil stencil = new Stencil(Kind.LOGS, ITEMS, ITEMS);
  private final URI url;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Seen accepted = new Seen();
  private final Latencies first;
  private final Latencies later = new Latencies(MOST_ANSWERS);

  Crowd(int clients, int port) {
    this.url = URI.create("http://127.0.0.1:%d%s".formatted(port, Kind.LOGS.inPath()));
    this.first = new Latencies(clients);
    for (int i = 0; i < clients; i++) knock(first, i * KNOCK_MILLIS / clients);
  }

  private void knock(Latencies into, long afterMillis) {
    try {
      var unused = timer.schedule(() -> send(into), afterMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ignored) {
      // The clients are leaving.
    }
  }

  private void send(Latencies into) {
    underWay.incrementAndGet();
    long from = next.getAndAdd(ITEMS);
    long began = System.nanoTime();
    byte[] body = stencil.make(from, System.currentTimeMillis() * 1_000_000);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var unused =
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
            .whenComplete(
                (reply, failure) -> {
                  underWay.decrementAndGet();
                  if (failure == null && reply.statusCode() == 200) {
                    into.add(System.nanoTime() - began);
                    accepted.addRange(from, ITEMS);
                    knock(later, TURN_MILLIS);
                  } else {
                    if (failure == null) refused.incrementAndGet();
                    knock(into, failure == null ? TURN_MILLIS : KNOCK_MILLIS);
                  }
                });
  }

  /** Items whose requests were taken. */
  Seen accepted() {
    return accepted;
  }

  /** Requests that were answered with a refusal. */
  long refused() {
    return refused.get();
  }

  /** Of each client's first request that was taken. */
  Latencies first() {
    return first;
  }

  Latencies later() {
    return later;
  }

  /** Sends nothing more, and waits for what is under way. */
  void leave() throws InterruptedException {
    timer.shutdownNow();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (underWay.get() > 0 && System.nanoTime() - end < 0) TimeUnit.MILLISECONDS.sleep(10);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
