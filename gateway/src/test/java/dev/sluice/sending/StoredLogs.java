package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.data.Branch;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.LogClient;
import dev.sluice.sending.storage.LogMeter;
import dev.sluice.sending.storage.LogOptions;
import dev.sluice.sending.storage.Payload;
import dev.sluice.sending.storage.SegmentLog;
import dev.sluice.sending.storage.StoredRecord;
import dev.sluice.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log records on disk, as an exporter of that name left them whose backend was away. */
public final class StoredLogs implements AutoCloseable {
  private final SegmentLog log;

  private StoredLogs(SegmentLog log) {
    this.log = log;
  }

  /** Writes one record for each text, and gives the directory back. */
  public static Path write(Path storage, String exporter, String... bodies) throws IOException {
    try (StoredLogs stored = open(storage, exporter)) {
      stored.add(Metadata.EMPTY, bodies);
    }
    return StoredQueue.directory(storage, exporter, Signal.LOGS);
  }

  /** Takes the directory, as a gateway that runs. */
  public static StoredLogs open(Path storage, String exporter) throws IOException {
    Path directory = StoredQueue.directory(storage, exporter, Signal.LOGS);
    Files.createDirectories(directory);
    SegmentLog log =
        SegmentLog.open(
            exporter,
            Fs.disk(),
            directory,
            LogOptions.of(false, 1 << 30, 0, WhenFull.REFUSE),
            new Away(),
            LogMeter.NONE,
            Clock.SYSTEM::epochMillis,
            Clock.SYSTEM::nanoTime);
    log.start();
    return new StoredLogs(log);
  }

  public void add(Metadata metadata, String... bodies) {
    Branch branch = Samples.branch("loki", Signal.LOGS);
    for (String body : bodies) {
      log.append(new StoredBatch(Samples.logs(branch, metadata, "shop", body)));
    }
  }

  @Override
  public void close() {
    log.close(Duration.ofSeconds(20).toNanos(), List.of());
  }

  /** Nobody sends anything. */
  private static final class Away implements LogClient {
    @Override
    public boolean stored(Payload payload, long seq, boolean next) {
      return false;
    }

    @Override
    public boolean mayGoPast() {
      return true;
    }

    @Override
    public void bypassed(Payload payload) {
      throw new AssertionError("the disk took nothing");
    }

    @Override
    public long room(long seq) {
      return 0;
    }

    @Override
    public void read(StoredRecord record) {
      throw new AssertionError();
    }

    @Override
    public void corrupt(int items) {}

    @Override
    public void evicted(int items) {}

    @Override
    public void trouble(@Nullable String cause) {}

    @Override
    public void broken(Throwable fault) {
      throw new AssertionError(fault);
    }
  }
}
