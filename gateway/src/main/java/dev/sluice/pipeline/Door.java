package dev.sluice.pipeline;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver's requests of one signal come in: room is reserved in every branch of every
 * pipeline that the receiver feeds, or the request is refused as a whole. A dead backend fills its
 * own branches and refuses the pipelines that lead there, no others.
 */
final class Door implements Intake {
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final Signal signal;
  private final Line[] lines;

  /** The branches of all lines, one after the other; a branch of two pipelines stands twice. */
  private final Branch[] branches;

  private final Refusal[] noRoom;
  private final Refusal[] queueFull;

  Door(Signal signal, List<Line> lines) {
    this.signal = signal;
    this.lines = lines.toArray(Line[]::new);
    var all = new ArrayList<Branch>();
    for (Line line : lines) all.addAll(line.branches());
    this.branches = all.toArray(Branch[]::new);
    this.noRoom = new Refusal[branches.length];
    this.queueFull = new Refusal[branches.length];
    for (int i = 0; i < branches.length; i++) {
      noRoom[i] = refusal(branches[i], "its share of the memory is taken");
      queueFull[i] = refusal(branches[i], "its sending queue is full");
    }
  }

  private static Refusal refusal(Branch branch, String why) {
    return new Refusal(
        "no room for more %ss: exporter '%s' waits for its backend and %s"
            .formatted(branch.signal().item(), branch.exporter(), why),
        COME_BACK);
  }

  @Override
  public Signal signal() {
    return signal;
  }

  @Override
  public Admission admit(long bytes) {
    Refusal refusal = refusalBy(bytes);
    return new Entry(refusal, refusal == null ? bytes : 0);
  }

  private @Nullable Refusal refusalBy(long bytes) {
    for (Line line : lines) {
      Refusal refusal = line.refusal();
      if (refusal != null) return refusal;
    }
    for (int i = 0; i < branches.length; i++) {
      if (branches[i].isQueueFull()) return queueFull[i];
    }
    return reserve(bytes);
  }

  /** Reserves in all branches or in none. */
  private @Nullable Refusal reserve(long bytes) {
    for (int i = 0; i < branches.length; i++) {
      if (branches[i].tryReserve(bytes)) continue;
      for (int taken = 0; taken < i; taken++) branches[taken].release(bytes);
      return noRoom[i];
    }
    return null;
  }

  private void release(long bytes) {
    for (Branch branch : branches) branch.release(bytes);
  }

  /** One request at the door. */
  private final class Entry implements Admission {
    private final @Nullable Refusal refusal;
    private long bytes;
    private boolean over;

    Entry(@Nullable Refusal refusal, long bytes) {
      this.refusal = refusal;
      this.bytes = bytes;
      this.over = refusal != null;
    }

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }

    @Override
    public @Nullable Refusal resize(long newBytes) {
      checkOpen();
      if (newBytes > bytes) {
        Refusal full = reserve(newBytes - bytes);
        if (full != null) return full;
      } else {
        release(bytes - newBytes);
      }
      bytes = newBytes;
      return null;
    }

    @Override
    public void accept(ResourceGroup[] groups, int items, Metadata metadata) {
      checkOpen();
      over = true;
      for (Line line : lines) {
        var fan = new Fan(line.branches(), items, bytes);
        Guarded.consume(line.first(), Batch.ofRequest(signal, groups, fan, metadata));
      }
    }

    @Override
    public void close() {
      if (over) return;
      over = true;
      release(bytes);
    }

    private void checkOpen() {
      if (over) throw new IllegalStateException("the admission is over");
    }
  }
}
