package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks whether a gateway is well, as a kubelet does: with a limit of one second, each time on a new
 * connection. What fails before the first success is the start. One thread.
 */
final class Probe {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final HttpRequest request;
  private int passed;
  private int failed;
  private double slowestMillis;

  Probe(int port) {
    this.request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(port)))
            .timeout(LIMIT)
            .build();
  }

  /** Asks once; tells whether it is well. */
  boolean ask() throws InterruptedException {
    long began = System.nanoTime();
    boolean well = isWell();
    double millis = (System.nanoTime() - began) / 1e6;
    if (well) {
      passed++;
      slowestMillis = Math.max(slowestMillis, millis);
    } else if (passed > 0) {
      failed++;
    }
    return well;
  }

  private boolean isWell() throws InterruptedException {
    HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException away) {
      return false;
    }
  }

  int passed() {
    return passed;
  }

  /** Since it was well for the first time. */
  int failed() {
    return failed;
  }

  double slowestMillis() {
    return slowestMillis;
  }
}
