package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.inMemory;
import static dev.sluice.bench.faults.Row.onDisk;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.faults.FaultProxy.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Process death, orderly ends, and configurations that change under load. */
final class CrashRows {
  private final int kills;

  private CrashRows(int kills) {
    this.kills = kills;
  }

  static List<Row> all(int kills) {
    var rows = new CrashRows(kills);
    return List.of(
        onDisk(
            "C01",
            "kill -9 under load, %d times, every other one with a backend down".formatted(kills),
            "nothing lost, what was under way twice",
            rows::kills),
        onDisk(
            "C06",
            "started with more than it may keep, backend down",
            "starts, refuses, drains later",
            CrashRows::late),
        onDisk("S01", "SIGTERM under load", "nothing lost, nothing twice, exit 0", r -> term(r)),
        inMemory("S01m", "the same", "the same", CrashRows::term),
        onDisk(
            "S02", "SIGTERM with a backend down, then restart", "nothing lost", r -> termDown(r)),
        inMemory("S02m", "SIGTERM with a backend down", "each loss is counted", r -> termLoss(r)),
        onDisk("S03", "SIGTERM twice while all backends hang", "ends in 32 s", CrashRows::termHung),
        inMemory(
            "S04",
            "SIGHUP under load: a backend moves; then a file with a mistake",
            "nothing lost, nothing twice; the mistake is named by line",
            CrashRows::reload));
  }

  private void kills(Rig rig) throws Exception {
    var random = new Random(1);
    double slowest = 0;
    for (int i = 0; i < kills; i++) {
      slowest = Math.max(slowest, startTimed(rig));
      rig.loadAll();
      if (i % 2 == 1) rig.proxy(Kind.TRACES).become(Mode.REFUSES);
      rig.run(0.5 + 2.5 * random.nextDouble());
      rig.kill();
      rig.stopLoads();
      rig.proxy(Kind.TRACES).become(Mode.PASSES);
      rig.allowWindow(1, Kind.values());
    }
    rig.figure("%,d were not delivered when it was killed last".formatted(waiting(rig)));
    slowest = Math.max(slowest, startTimed(rig));
    rig.check(rig.sink(Kind.TRACES).seen().count() > 0, "nothing arrived at all");
    rig.figure("ready in %.1f s at worst".formatted(slowest));
  }

  private static long waiting(Rig rig) {
    long sum = 0;
    for (Kind kind : Kind.values()) sum += rig.missing(kind);
    return sum;
  }

  private static double startTimed(Rig rig) throws Exception {
    long before = System.nanoTime();
    rig.start();
    return (System.nanoTime() - before) / 1e9;
  }

  private static void late(Rig rig) throws Exception {
    rig.start();
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.load(Kind.TRACES, 5 * rig.itemsPerSecond(), 4, 1);
    rig.run(12);
    rig.stopLoads();
    rig.terminate(Duration.ofSeconds(60));
    rig.check(rig.missing(Kind.TRACES) > 0, "nothing waited: no fault");
    rig.configure(rig.config().queueing("queue_size: 5").storingWith("max_bytes: 8388608"));
    double seconds = startTimed(rig);
    rig.check(seconds < 10, "ready after %.1f s".formatted(seconds));
    rig.load(Kind.TRACES, rig.itemsPerSecond(), 2, 1);
    rig.run(5);
    rig.check(rig.load(Kind.TRACES).refused() > 0, "it refused nothing");
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.allowWindow(2, Kind.TRACES);
    rig.figure("ready in %.1f s".formatted(seconds));
  }

  private static void term(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(5);
    long before = System.nanoTime();
    int code = rig.terminate(Duration.ofSeconds(60));
    rig.allowNoHint();
    rig.figure("ended in %.1f s".formatted((System.nanoTime() - before) / 1e9));
    rig.check(code == 0, "exit code " + code);
  }

  private static void termDown(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(5);
    int code = rig.terminate(Duration.ofSeconds(60));
    rig.allowNoHint();
    rig.check(code == 0, "exit code " + code);
    rig.stopLoads();
    rig.check(rig.missing(Kind.TRACES) > 0, "nothing waited: no fault");
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.start();
    rig.allowWindow(1, Kind.TRACES);
  }

  private static void termLoss(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(3);
    rig.terminate(Duration.ofSeconds(60));
    rig.allowLoss();
    rig.allowNoHint();
    rig.allowWindow(1, Kind.TRACES);
    rig.stopLoads();
    long lost = rig.missing(Kind.TRACES);
    rig.check(lost > 0, "nothing waited: no fault");
    rig.check(rig.log().contains("dropped"), "the log does not say what was lost");
    rig.figure("%,d lost with the memory".formatted(lost));
  }

  private static void termHung(Rig rig) throws Exception {
    rig.configure(rig.config().within("5s"));
    rig.start();
    rig.loadAll();
    rig.run(3);
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.HOLDS);
    rig.run(2);
    long before = System.nanoTime();
    new ProcessBuilder("kill", "-TERM", Long.toString(rig.gateway().pid())).start().waitFor();
    rig.run(1);
    rig.terminate(Duration.ofSeconds(60));
    rig.allowNoHint();
    double seconds = (System.nanoTime() - before) / 1e9;
    rig.check(seconds < 32, "ended after %.0f s".formatted(seconds));
    rig.stopLoads();
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.PASSES);
    rig.start();
    rig.allowWindow((int) (seconds / 5) + 2, Kind.values());
    rig.figure("ended in %.1f s".formatted(seconds));
  }

  private static void reload(Rig rig) throws Exception {
    var spare = new FaultProxy(rig.sink(Kind.TRACES).port());
    rig.atEnd(spare::close);
    rig.start();
    rig.loadAll();
    rig.run(4);
    rig.configure(rig.config().sending(Kind.TRACES, spare.port()));
    rig.reload(rig.config().text());
    rig.check(
        rig.await(Duration.ofSeconds(20), () -> spare.connections() > 0),
        "the changed backend was never asked");
    rig.run(3);
    long connections = spare.connections();
    int at = rig.log().length();
    rig.reload(rig.config().text().replace("processors:\n  batch:", "processors:\n  batsch:"));
    boolean said = rig.await(Duration.ofSeconds(20), () -> isNamed(rig, at));
    rig.check(said, "the log does not name the mistake and its line");
    rig.check(rig.gateway().isAlive(), "it ended");
    long before = rig.load(Kind.TRACES).acknowledged().count();
    rig.run(3);
    rig.check(rig.load(Kind.TRACES).acknowledged().count() > before, "it takes nothing any more");
    rig.figure("%d connections to the new place".formatted(connections));
  }

  private static boolean isNamed(Rig rig, int from) {
    try {
      String said = rig.log().substring(from);
      return said.contains("batsch") && said.matches("(?s).*relay\\.yaml:\\d+.*");
    } catch (IOException e) {
      return false;
    }
  }
}
