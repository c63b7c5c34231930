package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Storage.WhenFull;
import dev.sluice.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {
  @TempDir Path directory;

  @Test
  void aThreadThatEndedByAFault_isSaid_andWhatComesIsGivenBack() throws Exception {
    var client = new Faulty();
    SegmentLog log =
        SegmentLog.open(
            "test",
            Fs.disk(),
            directory,
            LogOptions.of(true, 1 << 30, 0, WhenFull.REFUSE),
            client,
            LogMeter.NONE,
            () -> 0,
            System::nanoTime);
    log.start();
    log.append(TestPayload.of(1));
    Await.until("the fault is said", () -> !client.faults.isEmpty());
    log.append(TestPayload.of(2));
    Await.until("it is given back", () -> client.bypassed.contains(TestPayload.of(2)));
    log.close(TimeUnit.SECONDS.toNanos(10), List.of());
    assertThat(client.faults.get(0)).hasMessage("not as agreed");
    assertThat(log.roomBytes()).isZero();
  }

  /** Throws where no client may. */
  private static final class Faulty implements LogClient {
    final List<Payload> bypassed = new CopyOnWriteArrayList<>();
    final List<Throwable> faults = new CopyOnWriteArrayList<>();

    @Override
    public boolean stored(Payload payload, long seq, boolean next) {
      throw new IllegalStateException("not as agreed");
    }

    @Override
    public boolean mayGoPast() {
      return true;
    }

    @Override
    public void bypassed(Payload payload) {
      bypassed.add(payload);
    }

    @Override
    public long room(long seq) {
      return 0;
    }

    @Override
    public void read(StoredRecord record) {}

    @Override
    public void corrupt(int items) {}

    @Override
    public void evicted(int items) {}

    @Override
    public void trouble(@Nullable String cause) {}

    @Override
    public void broken(Throwable fault) {
      faults.add(fault);
    }
  }
}
