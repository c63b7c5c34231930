package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSurveyTest {
  private static final LogOptions OPTIONS =
      new LogOptions(true, 1 << 30, 0, WhenFull.REFUSE, 1000, 8);

  /** Waits for nothing. */
  private static final class NoSyncs extends ForwardingFs {
    final AtomicInteger renames = new AtomicInteger();

    NoSyncs() {
      super(Fs.disk());
    }

    @Override
    void force(Path path, FsFile real) {}

    @Override
    public void rename(Path from, Path to) throws IOException {
      super.rename(from, to);
      renames.incrementAndGet();
    }
  }

  @Test
  void aLogAtWorkThatWritesOverItsFiles_isNotCalledDamaged(@TempDir Path directory)
      throws Exception {
    var over = new AtomicBoolean();
    var failure = new AtomicReference<@Nullable Exception>();
    var fs = new NoSyncs();
    try (DirectoryLock lock = DirectoryLock.take(directory)) {
      assertThat(lock).isNotNull();
      DiskLog log = DiskLog.open(fs, directory, OPTIONS, () -> 1);
      var atWork = new Thread(() -> work(log, over, failure));
      atWork.start();
      try {
        for (int i = 0; i < 60 || fs.renames.get() < 100; i++) {
          if (failure.get() != null) break;
          survey(directory);
        }
      } finally {
        over.set(true);
        atWork.join();
      }
      assertThat(failure.get()).isNull();
      log.close();
    }
    assertThat(LogSurvey.of(directory).isDamaged()).isFalse();
  }

  private static void survey(Path directory) {
    try {
      LogSurvey seen = LogSurvey.of(directory);
      assertThat(seen.isDamaged()).as("%s", seen).isFalse();
    } catch (IOException tooBusy) {
      // Not the figures of any moment, which is said.
      assertThat(tooBusy).isNotNull();
    }
  }

  private static void work(
      DiskLog log, AtomicBoolean over, AtomicReference<@Nullable Exception> failure) {
    try {
      for (long id = 1; !over.get(); id++) {
        log.write(TestPayload.of(id), 1, false);
        log.commit();
        // As many wait as make a look take so long that files are used again meanwhile.
        long old = log.committedSeq() - 1000;
        if (old >= 0) log.settle(old, new Settlement(TestPayload.of(old + 1).items(), 0, 0));
        log.flushEnds();
      }
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }
}
