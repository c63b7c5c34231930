package dev.sluice.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One accepted request whose sender is answered only when the data is on disk or delivered. Counts
 * down the branches that the answer waits for; tells the {@link Receipt} once. Any thread; the
 * receipt and the listeners are called without a lock, on the thread that brought the last word.
 */
public final class Awaited {
  /** What was only in memory when the process ended is to be sent again, elsewhere or later. */
  private static final String STOPPED =
      "the gateway ends and could not keep all of it; send it again, a part may arrive twice";

  /** Taken away when it is told: what is queued for hours must not keep its client's connection. */
  @GuardedBy("this")
  private @Nullable Receipt receipt;

  /** Branches to come, and one until {@link #isWhole} is called. */
  private final AtomicInteger open = new AtomicInteger(1);

  @GuardedBy("this")
  private final List<Part> parts = new ArrayList<>(2);

  @GuardedBy("this")
  private final List<Runnable> listeners = new ArrayList<>(1);

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private @Nullable Future<?> alarm;

  public Awaited(Receipt receipt) {
    this.receipt = receipt;
  }

  /** To be told of a branch for which the sender waits until it has the data so far. */
  public Witness expect(Branch branch, int items, Acknowledge until) {
    if (until == Acknowledge.RECEIVED) return Witness.NONE;
    var part = new Part(branch, items, until);
    open.incrementAndGet();
    synchronized (this) {
      parts.add(part);
    }
    return part;
  }

  /** All branches have been named, and the data handed to them. */
  public void isWhole() {
    reached();
  }

  private void reached() {
    if (open.decrementAndGet() == 0) end(null);
  }

  /** The sender waits no longer; {@code why} is for its eyes. */
  public void late(String why) {
    end(why);
  }

  /** What calls {@link #late} when time is over; cancelled when the answer comes before. */
  public void alarm(Future<?> timer) {
    synchronized (this) {
      if (!over) {
        alarm = timer;
        return;
      }
    }
    timer.cancel(false);
  }

  /** Called once the sender has its answer; at once if it has it already. */
  void whenOver(Runnable listener) {
    synchronized (this) {
      if (!over) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  private void end(@Nullable String late) {
    Future<?> timer;
    List<Runnable> told;
    Receipt sender;
    synchronized (this) {
      sender = receipt;
      if (over || sender == null) return;
      over = true;
      timer = alarm;
      told = List.copyOf(listeners);
      receipt = null;
      alarm = null;
      listeners.clear();
    }
    if (timer != null) timer.cancel(false);
    if (late == null) {
      tell(sender);
    } else {
      sender.late(late);
    }
    told.forEach(Runnable::run);
  }

  /**
   * Whether two branches lost the same items or different ones, their counts do not say: the
   * largest is certain.
   */
  private void tell(Receipt sender) {
    List<Part> all;
    synchronized (this) {
      all = List.copyOf(parts);
    }
    if (all.stream().anyMatch(Part::isCutOff)) {
      sender.late(STOPPED);
      return;
    }
    if (all.stream().anyMatch(Part::isGivenUp)) {
      sender.late(reasons(all) + "; sent again, a part may arrive twice");
      return;
    }
    int most = 0;
    for (Part part : all) most = Math.max(most, part.lostItems());
    if (most == 0) {
      sender.taken();
      return;
    }
    sender.takenInPart(most, reasons(all));
  }

  private static String reasons(List<Part> all) {
    return all.stream()
        .filter(part -> part.lostItems() > 0)
        .map(Part::reasons)
        .collect(Collectors.joining("; "));
  }

  /** One branch of the request. */
  private final class Part implements Witness {
    private final Branch branch;
    private final Acknowledge until;

    @GuardedBy("this")
    private final Map<Outcome, Integer> lost = new EnumMap<>(Outcome.class);

    @GuardedBy("this")
    private int openItems;

    Part(Branch branch, int items, Acknowledge until) {
      this.branch = branch;
      this.openItems = items;
      this.until = until;
    }

    @Override
    public void safe() {
      synchronized (this) {
        if (until != Acknowledge.PERSISTED || openItems == 0) return;
        openItems = 0;
      }
      reached();
    }

    @Override
    public void settled(Outcome outcome, int items) {
      synchronized (this) {
        if (openItems == 0) return;
        if (outcome != Outcome.DELIVERED) lost.merge(outcome, items, Integer::sum);
        if (until == Acknowledge.PERSISTED) return;
        openItems -= items;
        if (openItems > 0) return;
      }
      reached();
    }

    @Override
    public synchronized boolean isWaiting() {
      return openItems > 0;
    }

    synchronized boolean isCutOff() {
      return lost.containsKey(Outcome.DROPPED_SHUTDOWN);
    }

    /** The backend was away, and nobody here asks it again: the sender may. */
    synchronized boolean isGivenUp() {
      return lost.containsKey(Outcome.DROPPED_NO_RETRY)
          || lost.containsKey(Outcome.DROPPED_RETRY_TIMEOUT);
    }

    synchronized int lostItems() {
      return lost.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized String reasons() {
      return lost.entrySet().stream()
          .map(entry -> reason(entry.getKey(), entry.getValue()))
          .collect(Collectors.joining(", ", "exporter '" + branch.exporter() + "': ", ""));
    }

    private String reason(Outcome outcome, int items) {
      String verb = outcome.kind() == Outcome.Kind.REJECTED ? "rejected" : "dropped";
      return "%s %s: %s".formatted(branch.signal().count(items), verb, outcome.reason());
    }
  }
}
