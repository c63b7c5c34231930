package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A log whose oldest records make room: each record is settled, dropped and said so, or comes back;
 * whatever somebody has in hand meanwhile, and whenever the process ends.
 */
class EvictionTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final LogOptions OPTIONS =
      new LogOptions(true, 40_000, 0, WhenFull.DROP_OLDEST, 4000, 32);
  private static final int RUNS = 60;
  private static final int MOST_IN_HAND = 2;

  @Test
  void everyRecord_hasOneEnd_orComesBack() throws IOException {
    for (int seed = 0; seed < RUNS; seed++) new Run(seed).go();
  }

  private static final class Run implements LogEvents {
    private final Random dice;
    private final MemoryFs fs = MemoryFs.empty();
    private final Map<Long, Long> idOf = new LinkedHashMap<>();
    private final Set<Long> waiting = new HashSet<>();
    private final Map<Long, StoredRecord> inHand = new LinkedHashMap<>();
    private DiskLog log;
    private int evictions;
    private int nextId = 1;

    Run(int seed) throws IOException {
      dice = new Random(seed);
      log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 0);
    }

    void go() throws IOException {
      for (int step = 0; step < 800; step++) {
        switch (dice.nextInt(8)) {
          case 0 -> read();
          case 1 -> settleOne();
          case 2 -> {
            if (dice.nextInt(10) == 0) restart();
          }
          default -> write();
        }
        assertThat(log.bytes())
            .isLessThanOrEqualTo(OPTIONS.maxBytes() + 3L * OPTIONS.segmentBytes());
      }
      assertThat(evictions).isPositive();
      restart();
      assertThat(rest()).isEqualTo(waiting);
    }

    private void write() throws IOException {
      TestPayload payload = TestPayload.of(nextId++);
      long seq;
      try {
        seq = log.write(payload, 0, false);
      } catch (LogFullException full) {
        log.evictFor(payload.length(), this);
        seq = log.write(payload, 0, false);
      }
      idOf.put(seq, payload.id());
      waiting.add(payload.id());
      if (dice.nextBoolean()) log.commit();
    }

    private void read() {
      if (inHand.size() == MOST_IN_HAND) return;
      StoredRecord record = log.next(this);
      if (record != null) inHand.put(TestPayload.idOf(record), record);
    }

    private void settleOne() {
      if (inHand.isEmpty()) return;
      var ids = new ArrayList<>(inHand.keySet());
      long id = ids.get(dice.nextInt(ids.size()));
      StoredRecord record = inHand.remove(id);
      log.settle(record.seq(), new Settlement(record.items(), 0, 0));
      log.flushEnds();
      waiting.remove(id);
    }

    private void restart() throws IOException {
      log.close();
      inHand.clear();
      idOf.clear();
      log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 0);
      assertThat(log.recovered().lostItems()).isZero();
      assertThat(rest()).isEqualTo(waiting);
      log.abandon();
      log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 0);
      inHand.clear();
      names();
    }

    /** Numbers after a start: what was moved has another. */
    private void names() throws IOException {
      for (StoredRecord r = log.next(this); r != null; r = log.next(this)) {
        idOf.put(r.seq(), TestPayload.idOf(r));
      }
      log.abandon();
      log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 0);
    }

    private Set<Long> rest() {
      var ids = new HashSet<Long>();
      for (StoredRecord r = log.next(this); r != null; r = log.next(this)) {
        assertThat(ids.add(TestPayload.idOf(r))).isTrue();
      }
      return ids;
    }

    @Override
    public void corrupt(long seq, int items) {
      throw new AssertionError("record %d is corrupt, and nobody harmed it".formatted(seq));
    }

    @Override
    public void evicted(long seq, int items) {
      long id = idOf.get(seq);
      assertThat(inHand).doesNotContainKey(id);
      assertThat(items).isEqualTo(TestPayload.of(id).items());
      assertThat(waiting.remove(id)).isTrue();
      evictions++;
    }
  }
}
