package dev.sluice.bench.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.bench.endtoend.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backend that follows a script, and remembers which numbers it was given, in which order,
 * whether they were what had been sent, and when it was asked.
 */
final class Sink implements AutoCloseable {
  /** What happens to the request with this number, counted from the start of the script. */
  interface Script {
    Reply next(int request, Seen body);
  }

  /** Takes everything. */
  static final Script HEALTHY = (request, body) -> Reply.OK;

  private final Contents contents;
  private final Seen seen = new Seen();
  private final Seen leftOut = new Seen();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicInteger request = new AtomicInteger();
  private final List<Long> attempts = new ArrayList<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private long disorder;
  private long largest;
  private long damaged;
  private String firstDamage = "";
  private volatile Script script = HEALTHY;

  Sink(Timeline times) throws IOException {
    contents = new Contents(times);
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
    if (!exchange.getRequestMethod().equals("POST")) {
      // Somebody asks for limits or the like, which this backend does not publish.
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    synchronized (attempts) {
      attempts.add(System.nanoTime());
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    List<Arrival> arrivals = read(exchange, body);
    var numbers = new Seen();
    for (Arrival arrival : arrivals) {
      if (arrival.number() != Arrival.NONE) numbers.add(arrival.number());
    }
    Reply reply = script.next(request.getAndIncrement(), numbers);
    if (reply.isFault()) faults.incrementAndGet();
    if (reply.stores()) store(arrivals, reply.leavesOut());
    pause(reply.delayMillis());
    send(exchange, reply);
  }

  private List<Arrival> read(HttpExchange exchange, byte[] body) {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try {
      return contents.read(exchange.getRequestURI().getPath(), body, gzip);
    } catch (IOException | RuntimeException e) {
      unreadable.incrementAndGet();
      return List.of();
    }
  }

  private synchronized void store(List<Arrival> arrivals, int butTheFirst) {
    largest = Math.max(largest, arrivals.size());
    int from = Math.min(butTheFirst, arrivals.size());
    var latestHere = new HashMap<String, Long>();
    for (Arrival arrival : arrivals.subList(0, from)) leftOut.add(arrival.number());
    for (Arrival arrival : arrivals.subList(from, arrivals.size())) {
      if (arrival.isDamaged()) {
        if (damaged++ == 0) firstDamage = arrival.damage();
      }
      if (arrival.number() == Arrival.NONE) continue;
      if (!arrival.series().isEmpty() && !seen.contains(arrival.number())) {
        Long before = latest.put(arrival.series(), arrival.number());
        if (before != null && before > arrival.number()) disorder++;
      }
      if (!arrival.stream().isEmpty()) {
        Long before = latestHere.put(arrival.stream(), arrival.number());
        if (before != null && before > arrival.number()) disorder++;
      }
      seen.add(arrival.number());
    }
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

  /** Items that it said it does not take, and that did not come again in a request it took. */
  long leftOut() {
    return leftOut.missingIn(seen);
  }

  /** Requests that did not simply succeed. */
  long faults() {
    return faults.get();
  }

  long unreadable() {
    return unreadable.get();
  }

  /** Items that were not what had been sent. */
  synchronized long damaged() {
    return damaged;
  }

  /** What was wrong with the first of these. */
  synchronized String firstDamage() {
    return firstDamage;
  }

  /**
   * Samples that came for the first time behind a later one of their series, and lines that stood
   * behind a later one of their stream that was sent with them.
   */
  synchronized long disorder() {
    return disorder;
  }

  /** Items of the largest request that it stored. */
  synchronized long largest() {
    return largest;
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
