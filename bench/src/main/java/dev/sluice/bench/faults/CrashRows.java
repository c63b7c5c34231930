package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.inMemory;
import static dev.sluice.bench.faults.Row.onDisk;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.faults.FaultProxy.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Process death and orderly ends. */
final class CrashRows {
  private static final long BATCH_IN_FLIGHT = 4 * 8192L;

  private final int kills;

  private CrashRows(int kills) {
    this.kills = kills;
  }

  static List<Row> all(int kills) {
    var rows = new CrashRows(kills);
    return List.of(
        onDisk("C01", "kill -9 under load, " + kills + " times", "nothing lost", rows::kills),
        onDisk("C06", "started with a backlog, backend down", "starts, drains later", r -> late(r)),
        onDisk("S01", "SIGTERM under load", "nothing lost, nothing twice", r -> term(r)),
        inMemory("S01m", "the same with the queue in memory", "the same", r -> term(r)),
        onDisk("S02", "SIGTERM with the backend down, restart", "nothing lost", r -> termDown(r)),
        inMemory(
            "S02m", "the same with the queue in memory", "each loss is said", r -> termLoss(r)),
        onDisk("S03", "SIGTERM while the backend hangs", "ends in time", r -> termHung(r)));
  }

  private void kills(Rig rig) throws Exception {
    var random = new Random(1);
    for (int i = 0; i < kills; i++) {
      rig.start();
      rig.loadAll();
      if (i % 2 == 1) rig.proxy(Kind.TRACES).become(Mode.REFUSES);
      rig.run(0.5 + 2.5 * random.nextDouble());
      rig.kill();
      rig.stopLoads();
      rig.proxy(Kind.TRACES).become(Mode.PASSES);
      rig.allowRepeats(BATCH_IN_FLIGHT);
    }
    rig.start();
    rig.check(rig.sink(Kind.TRACES).seen().count() > 0, "nothing arrived at all");
  }

  private static void late(Rig rig) throws Exception {
    rig.start();
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.loadAll();
    rig.run(8);
    rig.stopLoads();
    rig.terminate(Duration.ofSeconds(40));
    long before = System.nanoTime();
    rig.start();
    double seconds = (System.nanoTime() - before) / 1e9;
    rig.check(seconds < 10, "ready after %.1f s".formatted(seconds));
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.allowRepeats(BATCH_IN_FLIGHT);
    rig.figure("ready in %.1f s".formatted(seconds));
  }

  private static void term(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(5);
    long before = System.nanoTime();
    int code = rig.terminate(Duration.ofSeconds(40));
    rig.figure("ended in %.1f s".formatted((System.nanoTime() - before) / 1e9));
    if (rig.isOurs()) rig.check(code == 0, "exit code " + code);
  }

  private static void termDown(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(5);
    int code = rig.terminate(Duration.ofSeconds(60));
    if (rig.isOurs()) rig.check(code == 0, "exit code " + code);
    rig.stopLoads();
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.start();
    rig.allowRepeats(BATCH_IN_FLIGHT);
  }

  private static void termLoss(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(3);
    rig.terminate(Duration.ofSeconds(60));
    rig.allowLoss();
    rig.allowRepeats(BATCH_IN_FLIGHT);
    if (rig.isOurs()) {
      rig.check(rig.log().contains("dropped"), "the log does not say what was lost");
    }
  }

  private static void termHung(Rig rig) throws Exception {
    rig.start();
    rig.loadAll();
    rig.run(3);
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.HOLDS);
    rig.run(2);
    long before = System.nanoTime();
    rig.terminate(Duration.ofSeconds(60));
    double seconds = (System.nanoTime() - before) / 1e9;
    rig.check(seconds < 35, "ended after %.0f s".formatted(seconds));
    rig.stopLoads();
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.PASSES);
    rig.start();
    rig.allowRepeats(3 * BATCH_IN_FLIGHT);
    rig.figure("ended in %.1f s".formatted(seconds));
  }
}
