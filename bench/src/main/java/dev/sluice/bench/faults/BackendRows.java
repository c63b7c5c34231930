package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.inMemory;
import static dev.sluice.bench.faults.Row.onDisk;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Seen;
import dev.sluice.bench.faults.FaultProxy.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What backends say, or leave unsaid. */
final class BackendRows {
  private static final int ALL = Integer.MAX_VALUE;

  private BackendRows() {}

  static List<Row> all() {
    return List.of(
        onDisk("F01", "one backend down for 15 s", "nothing lost; drained in 20 s", r -> outage(r)),
        inMemory("F01m", "the same", "the same", r -> outage(r)),
        inMemory("F02m", "down until the queue is full", "refused with a hint", BackendRows::full),
        onDisk("F02", "the same", "the same", BackendRows::full),
        inMemory(
            "F03",
            "one of three says 503 for 20 s",
            "98 % of the others, as fast",
            r -> oneOfThree(r)),
        inMemory(
            "F04",
            "2 s of latency, then 1 KiB/s of answer, then of request",
            "8 threads and 6 sockets more at most",
            BackendRows::slow),
        inMemory("F05", "429 without Retry-After, 60 s", "30 attempts at most", BackendRows::storm),
        inMemory(
            "F06",
            "Retry-After: 0, -5, abc, empty, 1e9, a date, a date that is past, 7",
            "heeded; never a loss",
            BackendRows::hints),
        inMemory(
            "F06l", "Retry-After: 86400", "5 min at most; never a loss", BackendRows::longHint),
        inMemory(
            "F07",
            "7 of 10 requests fail: 502, 503, 504, 429, 408; one with 500",
            "lost is what 500 ended, if anything",
            BackendRows::mixed),
        inMemory(
            "F08",
            "401, 403, 404; then 413 above 100 items; then 400",
            "kept; halved; rejected and counted",
            BackendRows::misconfigured),
        inMemory(
            "F09", "400 for one line of a push", "that line, no resend", BackendRows::partRefused),
        onDisk(
            "F10",
            "a third of the requests fail, SIGTERM and restart between",
            "every series in its order",
            BackendRows::order),
        inMemory(
            "F11",
            "reset after 1, 100 and 2000 bytes of request",
            "nothing lost, nothing twice",
            BackendRows::cut),
        inMemory(
            "F12",
            "2xx with half a body, 10 MiB of it, or garbage",
            "a 2xx counts: nothing twice",
            BackendRows::oddBodies),
        inMemory(
            "F12r",
            "stored, then reset without an answer",
            "what was under way twice",
            r -> mute(r)),
        inMemory(
            "F13",
            "partial success, with and without a message",
            "exactly these rejected, no resend",
            BackendRows::partial),
        inMemory(
            "F14",
            "Connection: close on every answer",
            "80 % of the rate, nothing twice",
            BackendRows::closing),
        inMemory("F15", "half-open for 15 s", "what was under way twice", BackendRows::halfOpen));
  }

  static void begin(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
  }

  /** Of a fault that is over: the next items arrive within 1.5 times the longest pause. */
  static void mustReturn(Rig rig, Kind kind) throws InterruptedException {
    long before = rig.sink(kind).seen().count();
    rig.check(
        rig.await(Duration.ofSeconds(10), () -> rig.sink(kind).seen().count() > before),
        "%s: nothing arrived 10 s after the fault was over".formatted(kind.id()));
  }

  private static void outage(Rig rig) throws Exception {
    begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(15);
    long waiting = rig.missing(Kind.TRACES);
    rig.check(waiting > rig.itemsPerSecond(), "nothing waited: no outage");
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    long since = System.nanoTime();
    mustReturn(rig, Kind.TRACES);
    long small = rig.itemsPerSecond() * 2L;
    boolean drained = rig.await(Duration.ofSeconds(20), () -> rig.missing(Kind.TRACES) < small);
    rig.check(drained, "not drained after 20 s");
    rig.figure(
        "%,d waited, drained in %.1f s".formatted(waiting, (System.nanoTime() - since) / 1e9));
    // A connection that is reset under a request may have delivered it.
    rig.allowWindow(1, Kind.TRACES);
  }

  private static void full(Rig rig) throws Exception {
    rig.configure(
        rig.config().storage() == null
            ? rig.config().queueing("queue_size: 50")
            : rig.config().queueing("queue_size: 50").storingWith("max_bytes: 8388608"));
    begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    boolean refused = rig.await(Duration.ofMinutes(3), () -> rig.load(Kind.TRACES).refused() > 0);
    rig.check(refused, "it never refused");
    rig.run(10);
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    mustReturn(rig, Kind.TRACES);
    rig.allowWindow(1, Kind.TRACES);
    rig.figure("refused %,d".formatted(rig.load(Kind.TRACES).refused()));
  }

  private static void oneOfThree(Rig rig) throws Exception {
    begin(rig);
    // The first seconds of a JVM are slow.
    rig.run(7);
    long healthy = System.nanoTime();
    rig.run(10);
    double logsBefore = rig.load(Kind.LOGS).p99Millis(healthy);
    double metricsBefore = rig.load(Kind.METRICS).p99Millis(healthy);
    rig.sink(Kind.TRACES).follow((request, body) -> Reply.refused(503));
    long away = System.nanoTime();
    rig.run(20);
    asFast(rig, Kind.LOGS, logsBefore, away);
    asFast(rig, Kind.METRICS, metricsBefore, away);
    for (Kind kind : List.of(Kind.LOGS, Kind.METRICS)) {
      double taken = rig.load(kind).acceptance();
      rig.check(taken >= 0.98, "%s: %.1f %% taken".formatted(kind.id(), taken * 100));
      long waiting = rig.missing(kind);
      rig.check(waiting < 5L * rig.itemsPerSecond(), "%s: %,d wait".formatted(kind.id(), waiting));
    }
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
    mustReturn(rig, Kind.TRACES);
  }

  /** Rows share the machine, so that a few milliseconds say nothing. */
  private static void asFast(Rig rig, Kind kind, double before, long since) {
    double p99 = rig.load(kind).p99Millis(since);
    rig.check(
        p99 <= Math.max(1.2 * before, before + 50),
        "%s: 99 of 100 answers within %.0f ms, before it %.0f ms"
            .formatted(kind.id(), p99, before));
    rig.figure("%s: p99 %.0f ms, before %.0f ms".formatted(kind.id(), p99, before));
  }

  private static void slow(Rig rig) throws Exception {
    rig.configure(rig.config().within("5s"));
    begin(rig);
    long threads = Threads.of(rig.gateway().pid());
    FaultProxy proxy = rig.proxy(Kind.TRACES);
    rig.sink(Kind.TRACES).follow((request, body) -> Reply.OK.after(2000));
    rig.run(10);
    holdsStill(rig, threads, "2 s of latency");
    rig.sink(Kind.TRACES).follow((request, body) -> Reply.OK.saying(new byte[2048]));
    proxy.throttleReplies(1024);
    rig.run(10);
    holdsStill(rig, threads, "slow answers");
    proxy.throttleRequests(1024);
    rig.run(12);
    holdsStill(rig, threads, "slow requests");
    proxy.neverThrottle();
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
    mustReturn(rig, Kind.TRACES);
    // What timed out on its way may have been stored: 5 s each, for half a minute.
    rig.allowWindow(7, Kind.TRACES);
  }

  private static void holdsStill(Rig rig, long threads, String when) throws IOException {
    long now = Threads.of(rig.gateway().pid());
    rig.check(now <= threads + 8, "%s: %d threads became %d".formatted(when, threads, now));
    long sockets = rig.proxy(Kind.TRACES).open();
    rig.check(sockets <= 6, "%s: %d sockets".formatted(when, sockets));
  }

  private static void storm(Rig rig) throws Exception {
    begin(rig);
    Sink loki = rig.sink(Kind.LOGS);
    long since = System.nanoTime();
    loki.follow((request, body) -> Reply.refused(429));
    rig.run(60);
    long attempts = loki.attemptsSince(since);
    rig.check(attempts <= 30, attempts + " attempts in 60 s");
    loki.follow(Sink.HEALTHY);
    long before = loki.seen().count();
    rig.check(
        rig.await(Duration.ofMillis(8500), () -> loki.seen().count() > before),
        "not back within 1.5 times max_interval");
    rig.figure(attempts + " attempts");
  }

  private static void hints(Rig rig) throws Exception {
    begin(rig);
    Sink loki = rig.sink(Kind.LOGS);
    var hints = List.of("0", "-5", "abc", "", "1e9", "Thu, 01 Jan 1970 00:00:00 GMT", "date", "7");
    for (String hint : hints) {
      var said = new long[1];
      loki.follow(
          (request, body) -> {
            if (request != 0) return Reply.OK;
            synchronized (said) {
              said[0] = System.nanoTime();
            }
            String value = hint.equals("date") ? HttpDates.in(Duration.ofSeconds(5)) : hint;
            return Reply.refused(429).with("Retry-After", value);
          });
      long faults = loki.faults();
      rig.check(
          rig.await(Duration.ofSeconds(10), () -> loki.faults() > faults), "no request to refuse");
      long since;
      synchronized (said) {
        since = said[0];
      }
      double wait = hint.equals("7") ? 6.95 : hint.equals("date") ? 3.9 : 0;
      rig.run(Math.max(0, wait - (System.nanoTime() - since) / 1e9));
      long now = System.nanoTime();
      long within = loki.attemptsSince(since + 50_000_000);
      boolean isStill = now - since < (long) ((wait + 0.05) * 1e9);
      if (wait > 0 && isStill) {
        rig.check(within == 0, "%d requests inside of Retry-After: %s".formatted(within, hint));
      }
      rig.check(
          rig.await(Duration.ofSeconds(12), () -> loki.attemptsSince(now) > 1),
          "did not come back after Retry-After: '%s'".formatted(hint));
    }
  }

  private static void longHint(Rig rig) throws Exception {
    begin(rig);
    Sink loki = rig.sink(Kind.LOGS);
    loki.follow(
        (request, body) ->
            request == 0 ? Reply.refused(429).with("Retry-After", "86400") : Reply.OK);
    rig.run(5);
    rig.drainWithin(Duration.ofMinutes(6));
  }

  private static void mixed(Rig rig) throws Exception {
    begin(rig);
    var random = new Random(7);
    int[] statuses = {502, 503, 504, 429, 408};
    var first = new AtomicLong(-1);
    for (Kind kind : Kind.values()) {
      rig.sink(kind)
          .follow(
              (request, body) -> {
                // What a specification calls permanent for traces is not for the others.
                if (kind == Kind.TRACES && body.contains(poison(first, body))) {
                  return Reply.stored(500).leavingOut(ALL);
                }
                int status;
                synchronized (random) {
                  status = random.nextInt(10) < 7 ? statuses[random.nextInt(5)] : 200;
                }
                return status == 200 ? Reply.OK : Reply.refused(status);
              });
    }
    rig.run(20);
    for (Kind kind : Kind.values()) rig.sink(kind).follow(Sink.HEALTHY);
  }

  /** The item for whose sake every request that has it is refused. */
  private static long poison(AtomicLong first, Seen body) {
    first.compareAndSet(-1, body.first());
    return first.get();
  }

  private static void misconfigured(Rig rig) throws Exception {
    begin(rig);
    Sink tempo = rig.sink(Kind.TRACES);
    for (int status : new int[] {401, 403, 404}) {
      tempo.follow((request, body) -> Reply.refused(status));
      rig.run(4);
    }
    rig.check(rig.log().contains("401"), "the log does not say that it is 401");
    // Now only small requests pass.
    var halved = new long[1];
    tempo.follow(
        (request, body) -> {
          if (body.count() <= 100) return Reply.OK;
          synchronized (halved) {
            halved[0]++;
          }
          return Reply.refused(413);
        });
    rig.run(10);
    synchronized (halved) {
      rig.check(halved[0] > 0, "no request was too large: no fault");
    }
    // One client's request is at fault, alone and with others.
    var spoiled = new AtomicLong();
    tempo.follow(
        (request, body) -> {
          if (request == 0) spoiled.set(body.first());
          return body.first() == spoiled.get() ? Reply.stored(400).leavingOut(ALL) : Reply.OK;
        });
    rig.run(4);
    rig.check(tempo.leftOut() > 0, "no request was answered 400: no fault");
  }

  private static void partRefused(Rig rig) throws Exception {
    begin(rig);
    Sink loki = rig.sink(Kind.LOGS);
    loki.follow(
        (request, body) -> {
          if (request != 0) return Reply.OK;
          String text =
              """
              entry with timestamp 2020-01-01 00:00:00 +0000 UTC ignored, reason: 'entry too far \
              behind, entry timestamp is: 2020-01-01T00:00:00Z, oldest acceptable timestamp is: \
              2026-01-01T00:00:00Z',
              user 'fake', total ignored: 1 out of %d for stream: {exporter="OTLP", \
              instance="checkout-7d9f8b6c5-%05d", job="shop/checkout", level="INFO"}
              """
                  .formatted(body.count(), body.first() / 500 % 20);
          return Reply.stored(400).leavingOut(1).saying(text.getBytes(UTF_8));
        });
    rig.run(5);
    rig.check(loki.leftOut() == 1, "no push was refused in part: no fault");
    rig.check(rig.missing(Kind.LOGS) < 5L * rig.itemsPerSecond(), "others were held up");
  }

  private static void order(Rig rig) throws Exception {
    begin(rig);
    var random = new Random(11);
    rig.sink(Kind.METRICS)
        .follow(
            (request, body) -> {
              synchronized (random) {
                return random.nextInt(3) == 0 ? Reply.refused(503) : Reply.OK;
              }
            });
    // Each series has a sample every 10,000 items.
    rig.run(10 + 20_000.0 / rig.itemsPerSecond());
    rig.terminate(Duration.ofSeconds(60));
    rig.stopLoads();
    rig.start();
    rig.loadAll();
    rig.run(5 + 10_000.0 / rig.itemsPerSecond());
    rig.sink(Kind.METRICS).follow(Sink.HEALTHY);
  }

  private static void cut(Rig rig) throws Exception {
    begin(rig);
    FaultProxy proxy = rig.proxy(Kind.TRACES);
    for (int bytes : new int[] {1, 100, 2000}) {
      long before = proxy.faults();
      proxy.cutAfter(bytes);
      rig.run(4);
      rig.check(proxy.faults() > before, "nothing was cut after %d bytes".formatted(bytes));
    }
    proxy.neverCut();
    mustReturn(rig, Kind.TRACES);
  }

  private static void oddBodies(Rig rig) throws Exception {
    begin(rig);
    byte[] huge = new byte[10 << 20];
    rig.sink(Kind.TRACES)
        .follow(
            (request, body) ->
                switch (request % 3) {
                  case 0 -> Reply.OK.brokenOff();
                  case 1 -> Reply.OK.saying(huge);
                  default -> Reply.OK.saying("{garbage".getBytes(UTF_8));
                });
    rig.run(8);
    rig.check(rig.sink(Kind.TRACES).faults() >= 3, "not every kind of body was sent");
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
  }

  private static void mute(Rig rig) throws Exception {
    begin(rig);
    int events = 5;
    rig.sink(Kind.TRACES)
        .follow((request, body) -> request < events ? Reply.reset(true) : Reply.OK);
    rig.run(8);
    rig.allowWindow(events, Kind.TRACES);
    rig.check(rig.sink(Kind.TRACES).seen().repeats() > 0, "nothing was sent again: no fault");
  }

  private static void partial(Rig rig) throws Exception {
    begin(rig);
    // ExportTraceServiceResponse{partial_success=1{rejected_spans=1: 7}}, without and with
    // error_message=2
    byte[] mute = {0x0a, 0x02, 0x08, 0x07};
    byte[] saying = {0x0a, 0x05, 0x08, 0x07, 0x12, 0x01, '?'};
    rig.sink(Kind.TRACES)
        .follow(
            (request, body) ->
                request < 4
                    ? Reply.OK
                        .leavingOut(7)
                        .with("Content-Type", "application/x-protobuf")
                        .saying(request % 2 == 0 ? mute : saying)
                    : Reply.OK);
    rig.run(6);
    rig.check(rig.sink(Kind.TRACES).leftOut() == 28, "not four partial successes");
  }

  private static void closing(Rig rig) throws Exception {
    begin(rig);
    for (Kind kind : Kind.values()) {
      rig.sink(kind).follow((request, body) -> Reply.OK.with("Connection", "close"));
    }
    rig.run(10);
    for (Kind kind : Kind.values()) {
      long taken = rig.load(kind).acknowledged().count();
      long arrived = rig.sink(kind).seen().count();
      rig.check(
          arrived >= 0.8 * taken, "%s: %,d of %,d arrived".formatted(kind.id(), arrived, taken));
      long connections = rig.proxy(kind).connections();
      rig.check(connections > 8, "%s: %d connections: no fault".formatted(kind.id(), connections));
    }
  }

  private static void halfOpen(Rig rig) throws Exception {
    rig.configure(rig.config().within("5s"));
    begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.HOLDS);
    rig.run(15);
    rig.check(rig.missing(Kind.TRACES) > rig.itemsPerSecond(), "nothing waited: no fault");
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    mustReturn(rig, Kind.TRACES);
    // A request times out after 5 s and is sent again.
    rig.allowWindow(4, Kind.TRACES);
  }
}
