package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the wall clock says is shown to people, and decides nothing. */
class WrongClockTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final LogOptions OPTIONS =
      new LogOptions(true, 1 << 20, 0, WhenFull.REFUSE, 700, 4);
  private static final long YEAR_2100 = 4_102_444_800_000L;
  private static final int RECORDS = 30;

  private static final LogEvents NOTHING =
      new LogEvents() {
        @Override
        public void corrupt(long seq, int items) {
          throw new AssertionError("record %d is corrupt".formatted(seq));
        }

        @Override
        public void evicted(long seq, int items) {
          throw new AssertionError("record %d is evicted".formatted(seq));
        }
      };

  private final MemoryFs fs = MemoryFs.empty();
  private long now = YEAR_2100;

  private DiskLog open() throws IOException {
    return DiskLog.open(fs, DIRECTORY, OPTIONS, () -> now);
  }

  private void write(DiskLog log, int from, long step) throws IOException {
    for (int id = from; id < from + RECORDS; id++) {
      log.write(TestPayload.of(id), now, false);
      log.commit();
      now += step;
    }
  }

  private static List<Long> all(DiskLog log) {
    var ids = new ArrayList<Long>();
    for (StoredRecord r = log.next(NOTHING); r != null; r = log.next(NOTHING)) {
      ids.add(TestPayload.idOf(r));
    }
    return ids;
  }

  private static List<Long> upTo(int last) {
    var ids = new ArrayList<Long>();
    for (long id = 1; id <= last; id++) ids.add(id);
    return ids;
  }

  @Test
  void aClockThatGoesBackwards_losesNothing_andKeepsTheOrder() throws IOException {
    DiskLog log = open();
    write(log, 1, -3_600_000);
    assertThat(all(log)).isEqualTo(upTo(RECORDS));
    log.close();
    now = 0;
    DiskLog again = open();
    assertThat(again.recovered().lostItems()).isZero();
    write(again, 1 + RECORDS, -1);
    assertThat(all(again)).isEqualTo(upTo(2 * RECORDS));
  }

  @Test
  void datesInTheFuture_areNoReasonToDropOrToWait_atRecoveryAndAfterwards() throws IOException {
    DiskLog log = open();
    write(log, 1, 1000);
    log.abandon();
    now = 0;
    DiskLog again = open();
    assertThat(again.recovered().lostItems()).isZero();
    assertThat(again.view().oldestMillis()).isEqualTo(YEAR_2100);
    for (StoredRecord r = again.next(NOTHING); r != null; r = again.next(NOTHING)) {
      again.settle(r.seq(), new Settlement(r.items(), 0, 0));
      again.tick();
      again.moveStragglers(2);
    }
    assertThat(again.view().openItems()).isZero();
    write(again, 1, 0);
    assertThat(all(again)).isEqualTo(upTo(RECORDS));
  }
}
