package dev.sluice.data;

import dev.sluice.otlp.Signal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * One exporter's page of the ledger, for one signal. At any quiet moment
 *
 * <pre>accepted + recovered = delivered + rejected + dropped + queued</pre>
 *
 * <p>Counts only grow, but {@link #queued()}, which is counted for itself and not computed from the
 * others, so that a mistake shows. Any thread.
 */
public final class Account {
  private final String exporter;
  private final Signal signal;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder queued = new LongAdder();
  private final Map<Outcome, LongAdder> settled = new EnumMap<>(Outcome.class);

  Account(String exporter, Signal signal) {
    this.exporter = exporter;
    this.signal = signal;
    for (Outcome outcome : Outcome.values()) settled.put(outcome, new LongAdder());
  }

  public String exporter() {
    return exporter;
  }

  public Signal signal() {
    return signal;
  }

  void accept(int items) {
    queued.add(items);
    accepted.add(items);
  }

  /** So many items were found in storage at start; they are queued from now on. */
  public void recover(long items) {
    queued.add(items);
    recovered.add(items);
  }

  /**
   * So many items stay in a storage that nobody has open any more, and are recovered when somebody
   * opens it again: until then they do not count as recovered.
   */
  public void leaveStored(long items) {
    recovered.add(-items);
    queued.add(-items);
  }

  void settle(Outcome outcome, int items) {
    adder(outcome).add(items);
    queued.add(-items);
  }

  /** Items that we answered for with success. */
  public long accepted() {
    return accepted.sum();
  }

  /** Items found in storage at start. */
  public long recovered() {
    return recovered.sum();
  }

  /** Items that have no outcome yet. */
  public long queued() {
    return queued.sum();
  }

  public long settled(Outcome outcome) {
    return adder(outcome).sum();
  }

  private LongAdder adder(Outcome outcome) {
    return Objects.requireNonNull(settled.get(outcome));
  }

  /** Items of all outcomes of that kind. */
  public long settled(Outcome.Kind kind) {
    long sum = 0;
    for (Outcome outcome : Outcome.values()) {
      if (outcome.kind() == kind) sum += settled(outcome);
    }
    return sum;
  }
}
