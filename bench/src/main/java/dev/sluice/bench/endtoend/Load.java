package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Sends one signal at a fixed rate, over several connections, and remembers what each request was
 * answered: every number is acknowledged, refused, or unknown, as where there is no answer or one
 * that says that it may arrive (504). No number is sent again.
 */
public final class Load {
  /** Of each request, or of each part of a large one. */
  public static final int ITEMS = 100;

  private static final int CLIENTS = 2;
  private static final int PODS = 20;

  private final Kind kind;
  private final URI url;
  private final double requestsPerSecond;
  private final int clientCount;
  private final int parts;
  private final LongUnaryOperator nanos;
  private final Stencil stencil;
  private final AtomicLong next;
  private final Seen acknowledged = new Seen();
  private final Seen unknown = new Seen();
  private final Seen unconfirmed = new Seen();
  private final Seen refused = new Seen();
  private final AtomicLong refusedWithoutHint = new AtomicLong();
  private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean running = true;

  public Load(Kind kind, int port, int itemsPerSecond) {
    this(
        kind,
        port,
        itemsPerSecond,
        CLIENTS,
        1,
        0,
        number -> System.currentTimeMillis() * 1_000_000);
  }

  /**
   * Many or few clients, with small or large requests.
   *
   * @param parts how many times {@value #ITEMS} items a request has
   * @param from its first number, so that it may go on behind another one
   * @param nanos the wall clock that items with these numbers say
   */
  public Load(
      Kind kind,
      int port,
      int itemsPerSecond,
      int clients,
      int parts,
      long from,
      LongUnaryOperator nanos) {
    this.kind = kind;
    this.clientCount = clients;
    this.parts = parts;
    this.nanos = nanos;
    this.next = new AtomicLong(from);
    this.url = URI.create("http://127.0.0.1:%d%s".formatted(port, kind.inPath()));
    this.stencil = stencil(kind);
    this.requestsPerSecond = (double) itemsPerSecond / ITEMS / parts / clients;
  }

  /** What all loads of this kind are made with. */
  public static Stencil stencil(Kind kind) {
    return new Stencil(kind, ITEMS, PODS);
  }

  public void start() {
    for (int i = 0; i < clientCount; i++) {
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
      long from = next.getAndAdd((long) ITEMS * parts);
      send(http, from);
      due += interval;
      LockSupport.parkNanos(due - System.nanoTime());
      // After a stall: go on at the rate, do not catch up with a flood.
      if (System.nanoTime() - due > 1_000_000_000L) due = System.nanoTime();
    }
  }

  private void send(HttpClient http, long from) {
    int items = ITEMS * parts;
    long begun = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-protobuf")
            .POST(body(from))
            .build();
    try {
      HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      answers.add(new Answered(begun, System.nanoTime() - begun));
      if (reply.statusCode() == 200) {
        acknowledged.addRange(from, items);
      } else if (reply.statusCode() == 504) {
        unconfirmed.addRange(from, items);
        unknown.addRange(from, items);
      } else {
        refused.addRange(from, items);
        if (reply.headers().firstValue("Retry-After").isEmpty()) {
          refusedWithoutHint.addAndGet(items);
        }
      }
    } catch (IOException e) {
      unknown.addRange(from, items);
    } catch (InterruptedException e) {
      unknown.addRange(from, items);
      running = false;
    }
  }

  /** A large one is never in memory as a whole: messages that follow each other are merged. */
  private HttpRequest.BodyPublisher body(long from) {
    byte[] first = part(from);
    if (parts == 1) return HttpRequest.BodyPublishers.ofByteArray(first);
    Iterable<byte[]> all =
        () -> LongStream.range(0, parts).mapToObj(part -> part(from + part * ITEMS)).iterator();
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofByteArrays(all), (long) first.length * parts);
  }

  private byte[] part(long from) {
    return stencil.make(from, nanos.applyAsLong(from));
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

  /** What clients were told to be taken, perhaps. */
  public Seen unconfirmed() {
    return unconfirmed;
  }

  /** What clients were told to be refused. */
  public Seen refusals() {
    return refused;
  }

  public long refused() {
    return refused.count();
  }

  /** When a request was begun, and how long its answer took. */
  private record Answered(long begun, long tookNanos) {}

  /** What 99 of 100 answers to requests begun since then did not exceed; NaN: there was none. */
  public double p99Millis(long sinceNanoTime) {
    long[] took =
        answers.stream()
            .filter(answer -> answer.begun - sinceNanoTime >= 0)
            .mapToLong(Answered::tookNanos)
            .sorted()
            .toArray();
    return took.length == 0 ? Double.NaN : took[(took.length * 99 + 99) / 100 - 1] / 1e6;
  }

  public long refusedWithoutHint() {
    return refusedWithoutHint.get();
  }

  /** Of all items with an answer, the share that was acknowledged. */
  public double acceptance() {
    double taken = (double) acknowledged.count();
    return taken / Math.max(1, taken + refused.count());
  }
}
