package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends one signal at a fixed rate, over several connections, and remembers what each request was
 * answered: every number is acknowledged, refused, or unknown. A refused number is not sent again.
 */
public final class Load {
  private static final int ITEMS = 100;
  private static final int CLIENTS = 2;
  private static final int PODS = 20;

  private final Kind kind;
  private final URI url;
  private final double requestsPerSecond;
  private final Stencil stencil;
  private final AtomicLong next;
  private final Seen acknowledged = new Seen();
  private final Seen unknown = new Seen();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong refusedWithoutHint = new AtomicLong();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean running = true;

  public Load(Kind kind, int port, int itemsPerSecond) {
    this(kind, port, itemsPerSecond, 0);
  }

  /** Goes on behind another one, so that no number is sent by both. */
  public Load(Kind kind, int port, int itemsPerSecond, long from) {
    this.kind = kind;
    this.next = new AtomicLong(from);
    this.url = URI.create("http://127.0.0.1:%d%s".formatted(port, kind.inPath()));
    this.stencil = new Stencil(kind, ITEMS, PODS);
    this.requestsPerSecond = (double) itemsPerSecond / ITEMS / CLIENTS;
  }

  public void start() {
    for (int i = 0; i < CLIENTS; i++) {
      var client = new Thread(this::send, "load-" + kind.id() + "-" + i);
      client.start();
      clients.add(client);
    }
  }

  private void send() {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    long interval = (long) (1e9 / requestsPerSecond);
    long due = System.nanoTime();
    while (running) {
      long from = next.getAndAdd(ITEMS);
      send(http, from);
      due += interval;
      LockSupport.parkNanos(due - System.nanoTime());
      // After a stall: go on at the rate, do not catch up with a flood.
      if (System.nanoTime() - due > 1_000_000_000L) due = System.nanoTime();
    }
  }

  private void send(HttpClient http, long from) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(stencil.make(from, nanos())))
            .build();
    try {
      HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (reply.statusCode() == 200) {
        acknowledged.addRange(from, ITEMS);
      } else {
        refused.addAndGet(ITEMS);
        if (reply.headers().firstValue("Retry-After").isEmpty()) {
          refusedWithoutHint.addAndGet(ITEMS);
        }
      }
    } catch (IOException e) {
      unknown.addRange(from, ITEMS);
    } catch (InterruptedException e) {
      unknown.addRange(from, ITEMS);
      running = false;
    }
  }

  private static long nanos() {
    return System.currentTimeMillis() * 1_000_000;
  }

  public void stop() throws InterruptedException {
    running = false;
    for (Thread client : clients) client.join();
  }

  /** Where the next one may go on. */
  public long sent() {
    return next.get();
  }

  public Kind kind() {
    return kind;
  }

  public Seen acknowledged() {
    return acknowledged;
  }

  public long unknown() {
    return unknown.count();
  }

  public long refused() {
    return refused.get();
  }

  public long refusedWithoutHint() {
    return refusedWithoutHint.get();
  }

  /** Of all items with an answer, the share that was acknowledged. */
  public double acceptance() {
    double taken = (double) acknowledged.count();
    return taken / Math.max(1, taken + refused.get());
  }
}
