package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One record that nobody takes does not keep all that comes after it on the disk. */
class StragglerTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final LogOptions OPTIONS =
      new LogOptions(true, 200_000, 0, WhenFull.REFUSE, 6000, 32);
  private static final int TICKS = 3;

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

  private DiskLog open() throws IOException {
    return DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 0);
  }

  private static void write(DiskLog log, long id) throws IOException {
    log.write(TestPayload.of(id), 0, false);
    log.commit();
  }

  private static Settlement delivered(StoredRecord record) {
    return new Settlement(record.items(), 0, 0);
  }

  private static List<Long> rest(DiskLog log) {
    var ids = new ArrayList<Long>();
    for (StoredRecord r = log.next(NOTHING); r != null; r = log.next(NOTHING)) {
      ids.add(TestPayload.idOf(r));
    }
    return ids;
  }

  @Test
  void oneStuckRecord_isMoved_andAllOthersLeaveTheDisk() throws IOException {
    DiskLog log = open();
    write(log, 1);
    StoredRecord stuck = log.next(NOTHING);
    for (int id = 2; id <= 400; id++) {
      write(log, id);
      StoredRecord record = log.next(NOTHING);
      log.settle(record.seq(), delivered(record));
      log.flushEnds();
      if (id % 40 == 0) {
        for (int i = 0; i < TICKS; i++) log.moveStragglers(TICKS);
        assertThat(log.view().segments()).isLessThan(4);
      }
    }
    // It is handed out once only, and its end is known by the number that it had.
    assertThat(log.next(NOTHING)).isNull();
    assertThat(log.view().openItems()).isEqualTo(stuck.items());
    log.settle(stuck.seq(), delivered(stuck));
    log.flushEnds();
    assertThat(log.view().openItems()).isZero();
    log.close();
    assertThat(open().view().segments()).isZero();
  }

  @Test
  void whateverIsMovedWhenThePowerFails_nothingIsLost() throws IOException {
    for (int seed = 0; seed < 300; seed++) fail(new Random(seed));
  }

  private static void fail(Random dice) throws IOException {
    MemoryFs disk = MemoryFs.empty();
    DiskLog log = DiskLog.open(disk, DIRECTORY, OPTIONS, () -> 0);
    Map<Long, StoredRecord> inHand = new LinkedHashMap<>();
    for (long id = 1; id <= 150; id++) {
      write(log, id);
      StoredRecord read = log.next(NOTHING);
      if (dice.nextInt(60) == 0) {
        inHand.put(id, read);
      } else {
        log.settle(read.seq(), delivered(read));
      }
      log.flushEnds();
      if (dice.nextInt(20) == 0) {
        if (dice.nextInt(4) == 0) disk.failingForces = 1;
        for (int i = 0; i < TICKS; i++) log.moveStragglers(TICKS);
        disk.failingForces = 0;
      }
      if (dice.nextInt(30) == 0 && !inHand.isEmpty()) {
        StoredRecord late = inHand.remove(inHand.keySet().iterator().next());
        log.settle(late.seq(), delivered(late));
      }
    }
    boolean dark = dice.nextBoolean();
    log.flushEnds();
    if (dark) disk.losePower(dice);
    log.abandon();
    DiskLog again = DiskLog.open(disk, DIRECTORY, OPTIONS, () -> 0);
    assertThat(again.recovered().lostItems()).isZero();
    List<Long> back = rest(again);
    assertThat(back).containsAll(inHand.keySet());
    if (!dark) assertThat(new HashSet<>(back)).isEqualTo(inHand.keySet());
  }
}
