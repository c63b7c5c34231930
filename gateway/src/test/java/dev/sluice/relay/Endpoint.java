package dev.sluice.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** An HTTP server that gives bodies, decompressed, to others; a request it cannot read gets 400. */
final class Endpoint implements AutoCloseable {
  interface Taker {
    void take(byte[] body) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

  /**
   * @param takers by path
   * @param status of an answer to what was taken
   */
  Endpoint(InetSocketAddress address, int status, Map<String, Taker> takers) throws IOException {
    server = HttpServer.create(address, 1024);
    server.setExecutor(threads);
    server.createContext("/", this::notFound);
    takers.forEach((path, taker) -> server.createContext(path, x -> take(x, status, taker)));
    server.start();
  }

  /** Serves one page. */
  static Endpoint page(InetSocketAddress address, String path, byte[] page) throws IOException {
    var endpoint = new Endpoint(address, 200, Map.of());
    endpoint.server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    return endpoint;
  }

  private void take(HttpExchange exchange, int status, Taker taker) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream in = exchange.getRequestBody()) {
      taker.take((gzip ? new GZIPInputStream(in) : in).readAllBytes());
      exchange.sendResponseHeaders(status, -1);
    } catch (IOException | RuntimeException | AssertionError e) {
      complaints.add(exchange.getRequestURI() + ": " + e);
      exchange.sendResponseHeaders(400, -1);
    }
    exchange.close();
  }

  /** Asking for Loki's limits is asking whether it tells them; telemetry belongs elsewhere. */
  private void notFound(HttpExchange exchange) throws IOException {
    boolean asksForLimits = exchange.getRequestURI().getPath().equals("/config/tenant/v1/limits");
    if (!asksForLimits) complain(exchange);
    exchange.sendResponseHeaders(404, -1);
    exchange.close();
  }

  private void complain(HttpExchange exchange) {
    complaints.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": 404");
  }

  /** What came and should not have. */
  Iterable<String> complaints() {
    return complaints;
  }

  String url() {
    return "http://%s:%d"
        .formatted(
            server.getAddress().getAddress().getHostAddress(), server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
