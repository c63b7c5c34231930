package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Another file system, whose successful syncs are timed. */
final class TimedFs extends ForwardingFs {
  private final LongSupplier nanoClock;
  private final LongConsumer synced;

  TimedFs(Fs fs, LongSupplier nanoClock, LongConsumer synced) {
    super(fs);
    this.nanoClock = nanoClock;
    this.synced = synced;
  }

  @Override
  void force(Path path, FsFile real) throws IOException {
    long since = nanoClock.getAsLong();
    real.force();
    synced.accept(nanoClock.getAsLong() - since);
  }
}
