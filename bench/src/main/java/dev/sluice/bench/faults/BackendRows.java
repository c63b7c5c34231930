package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.inMemory;
import static dev.sluice.bench.faults.Row.onDisk;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Seen;
import dev.sluice.bench.faults.FaultProxy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What backends and the network before them do. */
final class BackendRows {
  private static final long BATCH_IN_FLIGHT = 4 * 8192L;

  private BackendRows() {}

  static List<Row> all() {
    return List.of(
        onDisk("F01", "one backend down, then back", "nothing lost, nothing twice", r -> outage(r)),
        inMemory("F01m", "the same with the queue in memory", "the same", r -> outage(r)),
        inMemory("F02", "down until the queue is full", "refused with a hint", BackendRows::full),
        inMemory("F03", "one of three is down", "the others take 98 %", BackendRows::oneOfThree),
        inMemory("F04", "2 s of latency, then a trickle", "no pile of threads", BackendRows::slow),
        inMemory(
            "F05", "429 without Retry-After", "few attempts, nothing lost", BackendRows::storm),
        inMemory("F06", "Retry-After in all spellings", "heeded, never a loss", BackendRows::hints),
        inMemory("F07", "7 of 10 fail: 502, 503, 504, 429", "nothing lost", BackendRows::mixed),
        inMemory("F08", "401, 403, 404, then 413", "kept, then halved", BackendRows::misconfigured),
        inMemory("F09", "400 for a part of a push", "exactly that part", BackendRows::partRefused),
        inMemory("F10", "5xx at random", "each series in order", BackendRows::order),
        inMemory("F11", "reset inside of a request", "nothing lost", BackendRows::cut),
        inMemory("F12", "2xx with a broken or huge body", "a 2xx counts", BackendRows::oddBodies),
        inMemory(
            "F12r", "stored, then no answer", "at most what was in flight twice", r -> lost(r)),
        inMemory("F13", "partial success", "counted, not sent again", BackendRows::partial),
        inMemory("F14", "Connection: close on every answer", "nothing lost", BackendRows::closing),
        inMemory("F15", "half-open: nothing moves", "nothing lost", BackendRows::halfOpen));
  }

  private static void begin(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
  }

  private static void outage(Rig rig) throws Exception {
    begin(rig);
    long since = System.nanoTime();
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(15);
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.run(3);
    // A connection that is reset under a request may have delivered it.
    rig.allowRepeats(BATCH_IN_FLIGHT);
    rig.figure("%.0f s down".formatted((System.nanoTime() - since) / 1e9));
  }

  private static void full(Rig rig) throws Exception {
    rig.configure("");
    begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    boolean refused = rig.await(Duration.ofMinutes(4), () -> rig.load(Kind.TRACES).refused() > 0);
    rig.check(refused, "the queue never filled");
    rig.run(5);
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.allowRepeats(BATCH_IN_FLIGHT);
    rig.figure("refused %,d".formatted(rig.load(Kind.TRACES).refused()));
  }

  private static void oneOfThree(Rig rig) throws Exception {
    begin(rig);
    rig.sink(Kind.TRACES).follow((request, body) -> Reply.refused(503));
    rig.run(20);
    for (Kind kind : List.of(Kind.LOGS, Kind.METRICS)) {
      double taken = rig.load(kind).acceptance();
      rig.check(taken >= 0.98, "%s: %.1f %% taken".formatted(kind.id(), taken * 100));
    }
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
  }

  private static void slow(Rig rig) throws Exception {
    begin(rig);
    long threads = Threads.of(rig.gateway().pid());
    rig.sink(Kind.TRACES).follow((request, body) -> Reply.OK.after(2000));
    rig.run(8);
    rig.proxy(Kind.TRACES).throttle(64 * 1024);
    rig.run(8);
    long now = Threads.of(rig.gateway().pid());
    rig.check(now <= threads + 8, "%d threads became %d".formatted(threads, now));
    rig.proxy(Kind.TRACES).neverThrottle();
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
    // What timed out after it was stored is sent again.
    rig.allowRepeats(10 * BATCH_IN_FLIGHT);
  }

  private static void storm(Rig rig) throws Exception {
    begin(rig);
    long since = System.nanoTime();
    rig.sink(Kind.LOGS).follow((request, body) -> Reply.refused(429));
    rig.run(30);
    long attempts = rig.sink(Kind.LOGS).attemptsSince(since);
    rig.check(attempts <= 20, attempts + " attempts in 30 s");
    rig.sink(Kind.LOGS).follow(Sink.HEALTHY);
    long before = System.nanoTime();
    rig.check(
        rig.await(Duration.ofSeconds(8), () -> rig.sink(Kind.LOGS).attemptsSince(before) > 1),
        "not back within 1.5 times max_interval");
    rig.figure(attempts + " attempts in 30 s");
  }

  private static void hints(Rig rig) throws Exception {
    begin(rig);
    for (String hint : List.of("0", "-5", "abc", "", "Thu, 01 Jan 1970 00:00:00 GMT", "3")) {
      rig.sink(Kind.LOGS)
          .follow(
              (request, body) ->
                  request == 0 ? Reply.refused(429).with("Retry-After", hint) : Reply.OK);
      long faults = rig.sink(Kind.LOGS).faults();
      rig.await(Duration.ofSeconds(5), () -> rig.sink(Kind.LOGS).faults() > faults);
      long since = System.nanoTime();
      if (hint.equals("3")) {
        rig.run(2.9);
        long early = rig.sink(Kind.LOGS).attemptsSince(since + 50_000_000);
        rig.check(early == 0, early + " requests inside of Retry-After: 3");
      }
      rig.check(
          rig.await(Duration.ofSeconds(10), () -> rig.sink(Kind.LOGS).attemptsSince(since) > 1),
          "did not come back after Retry-After: '%s'".formatted(hint));
    }
  }

  private static void mixed(Rig rig) throws Exception {
    begin(rig);
    var random = new Random(7);
    int[] statuses = {502, 503, 504, 429};
    for (Kind kind : Kind.values()) {
      rig.sink(kind)
          .follow(
              (request, body) ->
                  random.nextInt(10) < 7
                      ? Reply.refused(statuses[random.nextInt(statuses.length)])
                      : Reply.OK);
    }
    rig.run(20);
    for (Kind kind : Kind.values()) rig.sink(kind).follow(Sink.HEALTHY);
  }

  private static void misconfigured(Rig rig) throws Exception {
    begin(rig);
    for (int status : new int[] {401, 403, 404}) {
      rig.sink(Kind.TRACES).follow((request, body) -> Reply.refused(status));
      rig.run(4);
    }
    rig.check(rig.log().contains("404"), "the log does not say that the backend answers 404");
    // Now only small requests pass.
    rig.sink(Kind.TRACES)
        .follow((request, body) -> body.count() > 200 ? Reply.refused(413) : Reply.OK);
    rig.run(4);
  }

  private static void partRefused(Rig rig) throws Exception {
    begin(rig);
    Sink loki = rig.sink(Kind.LOGS);
    var once = new Seen();
    loki.follow(
        (request, body) -> {
          if (request != 0 || !rig.isOurs()) return Reply.OK;
          once.addAll(body);
          return Reply.stored(400)
              .saying(
                  ("entry for stream '{job=\"shop/checkout\"}' has timestamp too old: "
                          + "2020-01-01T00:00:00Z, oldest acceptable timestamp is: "
                          + "2026-01-01T00:00:00Z")
                      .getBytes(StandardCharsets.UTF_8));
        });
    rig.run(5);
    rig.check(!rig.isOurs() || once.count() > 0, "no push was refused in part");
    rig.allowLoss();
  }

  private static void order(Rig rig) throws Exception {
    begin(rig);
    var random = new Random(11);
    var last = new java.util.concurrent.atomic.AtomicLong(-1);
    var disorder = new java.util.concurrent.atomic.AtomicLong();
    rig.sink(Kind.METRICS)
        .follow(
            (request, body) -> {
              if (random.nextInt(3) == 0) return Reply.refused(503);
              last.accumulateAndGet(body.count(), Math::max);
              disorder.addAndGet(body.repeats());
              return Reply.OK;
            });
    rig.run(15);
    rig.sink(Kind.METRICS).follow(Sink.HEALTHY);
    rig.check(disorder.get() == 0, "a push said a sample twice");
  }

  private static void cut(Rig rig) throws Exception {
    begin(rig);
    for (int bytes : new int[] {1, 100, 2000}) {
      rig.proxy(Kind.TRACES).cutAfter(bytes);
      rig.run(3);
    }
    rig.proxy(Kind.TRACES).neverCut();
    rig.check(rig.proxy(Kind.TRACES).faults() > 0, "nothing was cut");
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
                  default -> Reply.OK.saying("{garbage".getBytes(StandardCharsets.UTF_8));
                });
    rig.run(6);
    rig.sink(Kind.TRACES).follow(Sink.HEALTHY);
  }

  private static void lost(Rig rig) throws Exception {
    begin(rig);
    int events = 5;
    rig.sink(Kind.TRACES)
        .follow((request, body) -> request < events ? Reply.reset(true) : Reply.OK);
    rig.run(8);
    rig.allowRepeats(events * BATCH_IN_FLIGHT);
    rig.check(rig.sink(Kind.TRACES).seen().repeats() > 0, "nothing was sent again: no fault");
  }

  private static void partial(Rig rig) throws Exception {
    begin(rig);
    // ExportTraceServiceResponse{partial_success=1{rejected_spans=1: 7}}
    byte[] sevenRejected = {0x0a, 0x02, 0x08, 0x07};
    rig.sink(Kind.TRACES)
        .follow(
            (request, body) ->
                request < 3
                    ? Reply.OK.with("Content-Type", "application/x-protobuf").saying(sevenRejected)
                    : Reply.OK);
    rig.run(6);
    if (rig.isOurs()) {
      double rejected =
          rig.gateway().metrics().entrySet().stream()
              .filter(sample -> sample.getKey().startsWith("sluice_items_rejected_total{"))
              .filter(sample -> sample.getKey().contains("traces"))
              .mapToDouble(java.util.Map.Entry::getValue)
              .sum();
      rig.check(rejected == 21, "rejected %.0f of 21".formatted(rejected));
    }
  }

  private static void closing(Rig rig) throws Exception {
    begin(rig);
    for (Kind kind : Kind.values()) {
      rig.sink(kind).follow((request, body) -> Reply.OK.with("Connection", "close"));
    }
    rig.run(8);
  }

  private static void halfOpen(Rig rig) throws Exception {
    begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.HOLDS);
    rig.run(15);
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.run(2);
    rig.allowRepeats(3 * BATCH_IN_FLIGHT);
  }
}
