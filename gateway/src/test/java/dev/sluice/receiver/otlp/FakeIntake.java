package dev.sluice.receiver.otlp;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.ByteSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The pipelines behind a door: they keep what they get, and have as much room as a test says. */
final class FakeIntake implements Intake {
  private final Signal signal;
  private final List<ByteSlice> accepted = new ArrayList<>();
  private Metadata metadata = Metadata.EMPTY;
  private long items;
  private long reserved;
  private long mostReserved;
  private long room = Long.MAX_VALUE;
  private @Nullable Refusal refusal;
  private Duration patience = Duration.ZERO;
  private @Nullable List<Receipt> held;
  private Refusal noRoom = new Refusal("no room", Duration.ofSeconds(1));

  FakeIntake(Signal signal) {
    this.signal = signal;
  }

  @Override
  public Signal signal() {
    return signal;
  }

  /** Refuses everything from now on; null: takes again. */
  synchronized void refuse(@Nullable Refusal with) {
    refusal = with;
  }

  /** How much may be held in all; {@link #refuse} says with what to refuse the rest. */
  synchronized void room(long bytes, Refusal with) {
    room = bytes;
    noRoom = with;
  }

  /** Of the last request's client. */
  synchronized Duration patience() {
    return patience;
  }

  /** From now on nobody is told anything but by the test, with what this returns. */
  synchronized List<Receipt> holdReceipts() {
    held = new CopyOnWriteArrayList<>();
    return held;
  }

  /** What came, each request as one, resources first. */
  synchronized List<ByteSlice> accepted() {
    return List.copyOf(accepted);
  }

  synchronized long items() {
    return items;
  }

  /** Of the last request. */
  synchronized Metadata metadata() {
    return metadata;
  }

  /** By requests that have not come to their end; what was accepted does not count. */
  synchronized long reserved() {
    return reserved;
  }

  synchronized long mostReserved() {
    return mostReserved;
  }

  /** As if it were new. */
  synchronized void forget() {
    accepted.clear();
    items = 0;
    mostReserved = 0;
    room = Long.MAX_VALUE;
    refusal = null;
  }

  @Override
  public synchronized Admission admit(long bytes, long announced) {
    if (refusal != null) return new Entry(refusal);
    Entry entry = new Entry(null);
    Refusal full = entry.resize(bytes);
    return full == null ? entry : new Entry(full);
  }

  private final class Entry implements Admission {
    private final @Nullable Refusal refused;
    private long bytes;
    private boolean over;

    Entry(@Nullable Refusal refused) {
      this.refused = refused;
      this.over = refused != null;
    }

    @Override
    public @Nullable Refusal refusal() {
      return refused;
    }

    @Override
    public @Nullable Refusal resize(long newBytes) {
      synchronized (FakeIntake.this) {
        checkOpen();
        if (reserved - bytes + newBytes > room) return noRoom;
        reserved += newBytes - bytes;
        mostReserved = Math.max(mostReserved, reserved);
        bytes = newBytes;
        return null;
      }
    }

    @Override
    public @Nullable Refusal accept(
        ResourceGroup[] groups, int count, Metadata with, Receipt receipt) {
      synchronized (FakeIntake.this) {
        checkOpen();
        byte[] request = Oracle.request(groups);
        close();
        accepted.add(ByteSlice.of(request));
        items += count;
        metadata = with;
        patience = receipt.patience();
        if (held != null) {
          held.add(receipt);
          return null;
        }
      }
      receipt.taken();
      return null;
    }

    @Override
    public void close() {
      synchronized (FakeIntake.this) {
        if (over) return;
        over = true;
        reserved -= bytes;
      }
    }

    private void checkOpen() {
      if (over) throw new IllegalStateException("the admission is over");
    }
  }
}
