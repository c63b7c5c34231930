package dev.sluice.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a backend and hands on what is posted, several requests at once; while it
 * throttles, it answers 429 without a hint.
 */
public final class ThrottlingProxy implements AutoCloseable {
  private static final List<String> HANDED_ON =
      List.of("Content-Type", "Content-Encoding", "X-Prometheus-Remote-Write-Version");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newBuilder().executor(threads).build();
  private final HttpServer server;
  private final String backend;
  private final AtomicInteger throttled = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean throttles;

  /**
   * @param backend the URL that everything is posted to
   */
  public ThrottlingProxy(String backend) {
    this.backend = backend;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  public void throttles(boolean yes) {
    throttles = yes;
  }

  /** Requests that were answered 429. */
  public int throttled() {
    return throttled.get();
  }

  /** Requests that the backend answered with 400. */
  public int refused() {
    return refused.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (throttles) {
        throttled.incrementAndGet();
        exchange.sendResponseHeaders(429, -1);
        return;
      }
      var request =
          HttpRequest.newBuilder(URI.create(backend))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      for (String name : HANDED_ON) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) request.header(name, value);
      }
      answer(exchange, request.build());
    }
  }

  private void answer(HttpExchange exchange, HttpRequest request) throws IOException {
    int status;
    byte[] text = {};
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      status = response.statusCode();
      text = response.body();
    } catch (IOException gone) {
      status = 502;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 502;
    }
    if (status == 400) refused.incrementAndGet();
    exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
    if (text.length > 0) exchange.getResponseBody().write(text);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
