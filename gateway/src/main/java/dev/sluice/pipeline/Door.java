package dev.sluice.pipeline;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Awaited;
import dev.sluice.data.Batch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.data.NoRoom;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver's requests of one signal come in: room is reserved in every branch of every
 * pipeline that the receiver feeds, or the request is refused as a whole. A dead backend fills its
 * own branches and refuses the pipelines that lead there, no others; or is passed by, where the
 * pipeline says so.
 */
final class Door implements Intake {
  /** The longest that an answer is held; the agents of OpenTelemetry wait ten seconds. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Refusal CLOSED =
      new Refusal("the gateway ends or takes this door away", Duration.ofSeconds(1));

  private static final String LATE =
      "the data is taken but not confirmed in time; it stays queued, and sent again it may arrive"
          + " twice";

  private final Signal signal;
  private final ScheduledExecutorService timer;
  private volatile Route route;
  private volatile boolean isClosed;

  Door(Signal signal, List<Line> lines, ScheduledExecutorService timer) {
    this.signal = signal;
    this.timer = timer;
    this.route = new Route(lines);
  }

  @Override
  public Signal signal() {
    return signal;
  }

  /**
   * Its receiver has stopped, and what is behind stops next: whatever is still at the door,
   * admitted before or not, is refused and not let into pipelines that are no more. When this
   * returns nothing is handed over any more.
   */
  void close() {
    isClosed = true;
    leadTo(List.of());
  }

  /**
   * Leads to other pipelines from now on. When this returns nothing is handed to the old ones any
   * more; requests that were admitted before are handed to the new.
   */
  void leadTo(List<Line> lines) {
    Route old = route;
    route = new Route(lines);
    old.end();
  }

  @Override
  public Admission admit(long bytes, long announced) {
    var entry = new Entry(route);
    entry.refusal = refusal(entry, bytes, announced);
    entry.over = entry.refusal != null;
    return entry;
  }

  private @Nullable Refusal refusal(Entry entry, long bytes, long announced) {
    if (isClosed) return CLOSED;
    Refusal gate = entry.to.gates();
    if (gate != null) return gate;
    Refusal full = entry.look(Math.max(bytes, announced));
    return full != null ? full : entry.resize(bytes);
  }

  /** The route of now, entered. */
  private Route enter() {
    while (true) {
      Route now = route;
      if (now.enter()) return now;
      Thread.onSpinWait();
    }
  }

  /** One request at the door. */
  private final class Entry implements Admission {
    private Route to;
    private long bytes;

    /** A bit for each branch that was full and is passed by. */
    private long skipped;

    private boolean over;
    private @Nullable Refusal refusal;

    Entry(Route to) {
      this.to = to;
    }

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }

    private boolean isSkipped(long bits, int branch) {
      return branch < Long.SIZE && (bits >>> branch & 1) != 0;
    }

    /** Whether that much would have room now; marks the full branches that may be passed by. */
    private @Nullable Refusal look(long total) {
      long full = 0;
      int last = 0;
      NoRoom why = NoRoom.MEMORY;
      for (int i = 0; i < to.branches.length; i++) {
        NoRoom one = to.noRoom(i, total);
        if (one == null) continue;
        if (!to.maySkip(i)) return to.refuse(i, one);
        last = i;
        why = one;
        full |= 1L << i;
      }
      if (full != 0 && !to.reachesAllLines(full)) return to.refuse(last, why);
      skipped = full;
      return null;
    }

    @Override
    public @Nullable Refusal resize(long newBytes) {
      checkOpen();
      return newBytes > bytes ? grow(newBytes) : shrink(newBytes);
    }

    private @Nullable Refusal shrink(long newBytes) {
      release(to.branches.length, bytes - newBytes, skipped);
      bytes = newBytes;
      return null;
    }

    /** Reserves in all branches that the request is to reach, or in none. */
    private @Nullable Refusal grow(long newBytes) {
      long more = newBytes - bytes;
      long out = skipped;
      int last = 0;
      NoRoom why = NoRoom.MEMORY;
      for (int i = 0; i < to.branches.length; i++) {
        if (isSkipped(out, i) || to.branches[i].tryReserve(more)) continue;
        last = i;
        why = to.noRoom(i, newBytes, more);
        if (!to.maySkip(i)) {
          release(i, more, out);
          return to.refuse(i, why);
        }
        out |= 1L << i;
      }
      if (out != skipped) {
        if (!to.reachesAllLines(out)) {
          release(to.branches.length, more, out);
          return to.refuse(last, why);
        }
        // Only those that are passed by from now on, which are among the first 64.
        release(Math.min(Long.SIZE, to.branches.length), bytes, ~out | skipped);
        skipped = out;
      }
      bytes = newBytes;
      return null;
    }

    /** Gives {@code count} bytes back in the first branches, but for those whose bit is set. */
    private void release(int branches, long count, long except) {
      for (int i = 0; i < branches; i++) {
        if (!isSkipped(except, i)) to.branches[i].release(count);
      }
    }

    @Override
    public @Nullable Refusal accept(
        ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt) {
      checkOpen();
      Route now = enter();
      try {
        // Looked at behind the entry: closing waits for whoever entered before.
        if (isClosed) return CLOSED;
        Refusal noRoom = now == to ? null : moveTo(now);
        if (noRoom != null) return noRoom;
        over = true;
        hand(groups, items, metadata, receipt);
        return null;
      } finally {
        now.leave();
      }
    }

    /** The pipelines were replaced since the request was admitted. */
    private @Nullable Refusal moveTo(Route now) {
      long reserved = bytes;
      release(to.branches.length, reserved, skipped);
      to = now;
      bytes = 0;
      skipped = 0;
      return grow(reserved);
    }

    private void hand(ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt) {
      Awaited awaited = to.isAwaited ? new Awaited(receipt) : null;
      int offset = 0;
      for (Line line : to.lines) {
        Fan fan = line.open(items, bytes, awaited, offset < Long.SIZE ? skipped >>> offset : 0);
        Guarded.consume(line.first(), Batch.ofRequest(signal, groups, fan, metadata));
        offset += line.branches().size();
      }
      if (awaited == null) {
        receipt.taken();
      } else {
        await(awaited, receipt);
      }
    }

    /** A tenth of the time is for the answer's way back. */
    private void await(Awaited awaited, Receipt receipt) {
      Duration patience = receipt.patience();
      Duration longest = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
      try {
        Future<?> alarm =
            timer.schedule(
                () -> awaited.late(LATE), longest.toNanos() / 10 * 9, TimeUnit.NANOSECONDS);
        awaited.alarm(alarm);
      } catch (RejectedExecutionException ignored) {
        // The process stops: whoever still waits learns it by the end of its connection.
      }
      awaited.isWhole();
    }

    @Override
    public void close() {
      if (over) return;
      over = true;
      release(to.branches.length, bytes, skipped);
    }

    private void checkOpen() {
      if (over) throw new IllegalStateException("the admission is over");
    }
  }
}
