package dev.sluice.pipeline;

import dev.sluice.component.Refusal;
import dev.sluice.data.Branch;
import dev.sluice.data.NoRoom;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a door leads: the pipelines behind it, their branches one after the other, and what is said
 * where one is full. A branch of two pipelines stands twice. A reload puts another route in its
 * place and ends this one when nobody is on it.
 */
final class Route {
  private static final Duration COME_BACK = Duration.ofSeconds(5);
  private static final int ENDED = Integer.MIN_VALUE;
  private static final long LOOK_NANOS = 100_000;

  final Line[] lines;
  final Branch[] branches;

  /** Whether senders of any line are answered later. */
  final boolean isAwaited;

  /** For each branch, the line that it belongs to. */
  private final int[] lineOf;

  /** How often each branch stands here. */
  private final int[] times;

  /** What is said, for each branch: refusing allocates nothing. */
  private final List<Map<NoRoom, Refusal>> refusals = new ArrayList<>();

  /** Requests that are being handed over; negative once the route has ended. */
  private final AtomicInteger handing = new AtomicInteger();

  Route(List<Line> lines) {
    this.lines = lines.toArray(Line[]::new);
    this.isAwaited = lines.stream().anyMatch(Line::isAwaited);
    var all = new ArrayList<Branch>();
    var owners = new ArrayList<Integer>();
    for (int i = 0; i < this.lines.length; i++) {
      all.addAll(this.lines[i].branches());
      owners.addAll(Collections.nCopies(this.lines[i].branches().size(), i));
    }
    this.branches = all.toArray(Branch[]::new);
    this.lineOf = owners.stream().mapToInt(Integer::intValue).toArray();
    this.times = new int[branches.length];
    for (int i = 0; i < branches.length; i++) {
      times[i] = Collections.frequency(all, branches[i]);
      refusals.add(refusals(branches[i], times[i]));
    }
  }

  private static Map<NoRoom, Refusal> refusals(Branch branch, int times) {
    var said = new EnumMap<NoRoom, Refusal>(NoRoom.class);
    for (NoRoom why : NoRoom.values()) {
      said.put(
          why,
          switch (why) {
            case MEMORY -> comeBack(branch, "its share of the memory is taken");
            case QUEUE -> comeBack(branch, "its sending queue is full");
            case STORAGE -> comeBack(branch, "its storage is full or cannot be written to");
            case TOO_LARGE -> tooLarge(branch, times);
          });
    }
    return said;
  }

  private static Refusal comeBack(Branch branch, String why) {
    return new Refusal(
        "no room for more %ss: exporter '%s' waits for its backend and %s"
            .formatted(branch.signal().item(), branch.exporter(), why),
        COME_BACK);
  }

  private static Refusal tooLarge(Branch branch, int times) {
    Signal signal = branch.signal();
    return new Refusal(
        ("the request is larger than all that exporter '%s' may hold of %s, %d bytes%s;"
                + " send less at once, or give the gateway more memory (-Xmx), or its storage a larger"
                + " max_bytes")
            .formatted(
                branch.exporter(),
                signal.id(),
                branch.capacityBytes() / times,
                times > 1 ? " for each of its " + times + " pipelines" : ""),
        null);
  }

  /** What the processors say before a body is read; null: come in. */
  @Nullable Refusal gates() {
    for (Line line : lines) {
      Refusal refusal = line.refusal();
      if (refusal != null) return refusal;
    }
    return null;
  }

  /** Whether a request that a branch has no room for may pass it by. */
  boolean maySkip(int branch) {
    return branch < Long.SIZE && lines[lineOf[branch]].spec().skipsFull();
  }

  /** Whether every line keeps a branch that takes the request. */
  boolean reachesAllLines(long skipped) {
    var reached = new boolean[lines.length];
    for (int i = 0; i < branches.length; i++) {
      if (i >= Long.SIZE || (skipped >>> i & 1) == 0) reached[lineOf[i]] = true;
    }
    for (boolean one : reached) {
      if (!one) return false;
    }
    return true;
  }

  /** Why that branch cannot take a request of that size now; null: it can, if nobody is faster. */
  @Nullable NoRoom noRoom(int branch, long bytes) {
    return branches[branch].noRoom(bytes, times[branch]);
  }

  /** Why that branch did not take {@code more} for a request that has so many bytes now. */
  NoRoom noRoom(int branch, long bytes, long more) {
    NoRoom why = branches[branch].noRoom(bytes, more, times[branch]);
    return why == null ? NoRoom.MEMORY : why;
  }

  /** Refuses a request for the sake of that branch, which is counted. */
  Refusal refuse(int branch, NoRoom why) {
    branches[branch].refused(why);
    return Objects.requireNonNull(refusals.get(branch).get(why));
  }

  /** Begins to hand a request over; false: the route has ended, take the one in its place. */
  boolean enter() {
    if (handing.incrementAndGet() > 0) return true;
    handing.decrementAndGet();
    return false;
  }

  /** The request has been handed over. */
  void leave() {
    handing.decrementAndGet();
  }

  /** Lets nobody enter any more and waits for those who are on it, which takes microseconds. */
  void end() {
    handing.addAndGet(ENDED);
    while (handing.get() != ENDED) LockSupport.parkNanos(LOOK_NANOS);
  }
}
