package dev.sluice.bench.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One backend that remembers which numbers arrived, and that fails on command. */
final class Backend implements AutoCloseable {
  /** How it behaves. */
  enum Mode {
    UP,
    /** Nobody listens. */
    REFUSES,
    ANSWERS_503,
    ANSWERS_429
  }

  private final Kind kind;
  private final Seen seen = new Seen();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final int port;
  private @Nullable HttpServer server;
  private volatile Mode mode = Mode.UP;

  Backend(Kind kind) throws IOException {
    this.kind = kind;
    this.server = listen(0);
    this.port = server.getAddress().getPort();
  }

  private HttpServer listen(int onPort) throws IOException {
    var created =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 1024);
    created.setExecutor(threads);
    created.createContext("/", this::answer);
    created.start();
    return created;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    if (mode != Mode.UP) {
      faults.incrementAndGet();
      exchange.sendResponseHeaders(mode == Mode.ANSWERS_503 ? 503 : 429, -1);
      exchange.close();
      return;
    }
    bytes.addAndGet(body.length);
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    String path = exchange.getRequestURI().getPath();
    try {
      Bodies.read(path, body, gzip, seen::add);
    } catch (IOException | RuntimeException e) {
      unreadable.incrementAndGet();
    }
    exchange.sendResponseHeaders(path.startsWith("/v1/") ? 200 : 204, -1);
    exchange.close();
  }

  void become(Mode next) throws IOException {
    mode = next;
    if (next == Mode.REFUSES && server != null) {
      server.stop(0);
      server = null;
      faults.incrementAndGet();
    } else if (next != Mode.REFUSES && server == null) {
      server = listen(port);
    }
  }

  String url() {
    return "http://127.0.0.1:%d%s".formatted(port, kind == Kind.TRACES ? "" : kind.outPath());
  }

  int port() {
    return port;
  }

  Seen seen() {
    return seen;
  }

  /** Bytes of all bodies, as they came over the wire. */
  long bytes() {
    return bytes.get();
  }

  long faults() {
    return faults.get();
  }

  long unreadable() {
    return unreadable.get();
  }

  @Override
  public void close() {
    if (server != null) server.stop(0);
    threads.shutdownNow();
  }
}
