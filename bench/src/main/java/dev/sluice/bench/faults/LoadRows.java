package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.inMemory;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Outage;
import dev.sluice.bench.endtoend.ProcessAccount;
import dev.sluice.bench.faults.FaultProxy.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** More than there is room for. */
final class LoadRows {
  /** Together they make a request of some 20 MiB. */
  private static final int HUNDREDS_IN_20_MIB = 480;

  private static final int ITEMS_PER_SECOND = 6000;

  private final @Nullable Path jar;

  private LoadRows(@Nullable Path jar) {
    this.jar = jar;
  }

  /**
   * @param jar of this gateway; null if another one is under test
   */
  static List<Row> all(@Nullable Path jar) {
    var rows = new LoadRows(jar);
    return List.of(
        inMemory(
            "F03l",
            "one of three down for 7 min at 6,000 items/s: its share fills in the first two",
            "98 % of the others",
            rows::longOutage),
        inMemory(
            "M01",
            "64 clients with requests of 20 MiB, backend down, heap of 256 MiB",
            "460 MiB at most; half of the small requests taken",
            LoadRows::large),
        inMemory(
            "M02",
            "ten times the rate against a slow backend, for 40 s",
            "goodput stays within 80 %; back in 10 s",
            LoadRows::tenfold));
  }

  private void longOutage(Rig rig) throws Exception {
    if (jar == null || !rig.isOurs()) throw new Skipped("measured for this gateway only");
    var outage =
        new Outage(
            jar, Outage.JVM, Duration.ofMinutes(7), Duration.ofSeconds(10), ITEMS_PER_SECOND);
    for (String broken : outage.run()) rig.check(false, broken);
    rig.figure(outage.summary());
    rig.happened();
  }

  private static void large(Rig rig) throws Exception {
    rig.start();
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.load(Kind.LOGS, rig.itemsPerSecond(), 2, 1);
    rig.load(Kind.METRICS, rig.itemsPerSecond(), 2, 1);
    // Each client begins a request every 16 s.
    int itemsPerSecond = 64 * HUNDREDS_IN_20_MIB * 100 / 16;
    rig.load(Kind.TRACES, itemsPerSecond, 64, HUNDREDS_IN_20_MIB);
    rig.run(40);
    rig.stopLoads();
    // Nothing beyond what is refused while it is being read.
    rig.allowNoHint();
    for (Kind kind : List.of(Kind.LOGS, Kind.METRICS)) {
      double taken = rig.load(kind).acceptance();
      rig.check(taken >= 0.5, "%s: %.1f %% taken".formatted(kind.id(), taken * 100));
      rig.figure("%s %.1f %% taken".formatted(kind.id(), taken * 100));
    }
    rig.check(rig.load(Kind.TRACES).refused() > 0, "no large request was refused: no fault");
    rig.check(rig.gateway().isAlive(), "it ended");
    double peak = new ProcessAccount(rig.gateway().pid()).peakMebibytes();
    rig.check(peak <= 460, "%.0f MiB".formatted(peak));
    rig.figure("%.0f MiB at most".formatted(peak));
    rig.check(!rig.log().contains("System.gc"), "System.gc() was called");
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.allowWindow(1, Kind.TRACES);
  }

  private static void tenfold(Rig rig) throws Exception {
    rig.configure(rig.config().queueing("queue_size: 20"));
    rig.start();
    Sink tempo = rig.sink(Kind.TRACES);
    // Four connections with 15 bytes for each item of the usual rate: far less than ten times it.
    rig.proxy(Kind.TRACES).throttleRequests(rig.itemsPerSecond() * 15);
    rig.load(Kind.TRACES, 10 * rig.itemsPerSecond(), 8, 1);
    rig.run(8);
    double first = goodput(rig, tempo, 8);
    rig.run(16);
    double last = goodput(rig, tempo, 8);
    rig.check(
        last >= 0.8 * first, "goodput fell from %,.0f to %,.0f a second".formatted(first, last));
    rig.check(rig.load(Kind.TRACES).refused() > 0, "nothing was refused: no overload");
    rig.figure(
        "%,.0f, later %,.0f items/s arrive of %,d sent"
            .formatted(first, last, 10 * rig.itemsPerSecond()));
    rig.stopLoads();
    rig.proxy(Kind.TRACES).neverThrottle();
    rig.run(10);
    rig.loadAll();
    rig.run(5);
    double taken = rig.load(Kind.TRACES).acceptance();
    rig.check(taken >= 0.98, "10 s later %.1f %% are taken".formatted(taken * 100));
    // Requests may have timed out on their slow way, 5 s each.
    rig.allowWindow(10, Kind.TRACES);
  }

  private static double goodput(Rig rig, Sink sink, double seconds) throws InterruptedException {
    long before = sink.seen().count();
    rig.run(seconds);
    return (sink.seen().count() - before) / seconds;
  }
}
