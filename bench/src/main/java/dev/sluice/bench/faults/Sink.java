package dev.sluice.bench.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.bench.endtoend.Bodies;
import dev.sluice.bench.endtoend.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backend that follows a script, and remembers which numbers it was given and when it was asked.
 */
final class Sink implements AutoCloseable {
  /** What happens to the request with this number, counted from the start of the script. */
  interface Script {
    Reply next(int request, Seen body);
  }

  /** Takes everything. */
  static final Script HEALTHY = (request, body) -> Reply.OK;

  private final Seen seen = new Seen();
  private final Seen refused = new Seen();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicInteger request = new AtomicInteger();
  private final List<Long> attempts = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Script script = HEALTHY;

  Sink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  void follow(Script next) {
    request.set(0);
    script = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    synchronized (attempts) {
      attempts.add(System.nanoTime());
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    var numbers = new Seen();
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try {
      Bodies.read(exchange.getRequestURI().getPath(), body, gzip, numbers::add);
    } catch (IOException | RuntimeException e) {
      unreadable.incrementAndGet();
    }
    Reply reply = script.next(request.getAndIncrement(), numbers);
    if (reply.isFault()) faults.incrementAndGet();
    if (reply.stores()) seen.addAll(numbers);
    pause(reply.delayMillis());
    send(exchange, reply);
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    if (reply.status() != 0) {
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(reply.status(), reply.claimed() == 0 ? -1 : reply.claimed());
      if (reply.claimed() > 0) reply.body().writeTo(exchange.getResponseBody());
    }
    exchange.close();
  }

  /** What it has. */
  Seen seen() {
    return seen;
  }

  /** What it said it would never take; filled by scripts that refuse for good. */
  Seen refused() {
    return refused;
  }

  /** Requests that did not simply succeed. */
  long faults() {
    return faults.get();
  }

  long unreadable() {
    return unreadable.get();
  }

  /** How many requests came since {@code nanoTime}. */
  long attemptsSince(long nanoTime) {
    synchronized (attempts) {
      return attempts.stream().filter(at -> at - nanoTime >= 0).count();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
