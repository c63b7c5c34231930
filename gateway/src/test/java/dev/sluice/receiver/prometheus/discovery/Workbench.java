package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What a discovery under test works with, and what it has found. */
public final class Workbench implements AutoCloseable {
  public final ManualClock clock = new ManualClock();
  public final ManualTimer timer = new ManualTimer(clock);
  public final ExecutorService threads = Executors.newCachedThreadPool();
  public final LongAdder failures = new LongAdder();
  public final BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
  public final Groups groups;

  public Workbench() {
    this(1 << 20);
  }

  public Workbench(long maxBytes) {
    this.groups = new Groups(maxBytes, () -> changes.add(1));
  }

  public Lent lent() {
    return new Lent("prometheus", "test_sd", clock, timer, threads, failures, 1 << 20, "test");
  }

  /** Waits for the next change; fails after twenty seconds. */
  public void change() throws InterruptedException {
    if (changes.poll(20, TimeUnit.SECONDS) == null) {
      throw new AssertionError("nothing changed within twenty seconds");
    }
  }

  /** Lets time pass until something has been in vain; fails after twenty seconds. */
  public void failure(Duration step) {
    long before = failures.sum();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (failures.sum() == before) {
      if (System.nanoTime() - end > 0) throw new AssertionError("nothing failed");
      timer.advance(step);
      Thread.onSpinWait();
    }
  }

  /** The labels of all targets, those of their groups included. */
  public List<TreeMap<String, String>> targets() {
    var all = new ArrayList<TreeMap<String, String>>();
    for (TargetGroup group : groups.all()) {
      for (LabelSet target : group.targets()) {
        LabelSet labels = group.labels().copy();
        target.forEach(labels::set);
        all.add(new TreeMap<>(labels.toMap()));
      }
    }
    return all;
  }

  public List<String> addresses() {
    return targets().stream().map(labels -> labels.get("__address__")).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
