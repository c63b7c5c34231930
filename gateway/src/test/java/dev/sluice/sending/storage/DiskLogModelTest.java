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
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/**
 * The log against a model of it: whatever is done to it in whatever order, what was committed and
 * not settled comes back, once, unharmed and in order; and its own sums always come out even.
 * {@code -Dstorage.rounds=100000} tries for longer.
 */
class DiskLogModelTest {
  private static final Path DIRECTORY = Path.of("/log");

  /** So small that every few records there is a new segment. */
  private static final LogOptions OPTIONS =
      new LogOptions(true, 30_000, 0, WhenFull.REFUSE, 1500, 8);

  private static final int ROUNDS = Integer.getInteger("storage.rounds", 1000);

  enum Action {
    WRITE,
    WRITE_MANY,
    COMMIT,
    READ,
    SETTLE,
    SETTLE_MANY,
    TICK,
    LOSE_POWER,
    KILL,
    CLOSE,
    FILL_DISK,
    FREE_DISK,
    FAIL_WRITE,
    FAIL_SYNC,
    FAIL_NAME_SYNC,
    LOSE_POWER_SOON,
    KILL_SOON
  }

  @Provide
  Arbitrary<List<Action>> scripts() {
    return Arbitraries.frequency(
            Tuple.of(8, Action.WRITE),
            Tuple.of(4, Action.WRITE_MANY),
            Tuple.of(8, Action.COMMIT),
            Tuple.of(6, Action.READ),
            Tuple.of(6, Action.SETTLE),
            Tuple.of(4, Action.SETTLE_MANY),
            Tuple.of(3, Action.TICK),
            Tuple.of(2, Action.LOSE_POWER),
            Tuple.of(1, Action.KILL),
            Tuple.of(1, Action.CLOSE),
            Tuple.of(1, Action.FILL_DISK),
            Tuple.of(2, Action.FREE_DISK),
            Tuple.of(1, Action.FAIL_WRITE),
            Tuple.of(1, Action.FAIL_SYNC),
            Tuple.of(1, Action.FAIL_NAME_SYNC),
            Tuple.of(2, Action.LOSE_POWER_SOON),
            Tuple.of(2, Action.KILL_SOON))
        .list()
        .ofMinSize(5)
        .ofMaxSize(80);
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void whatWasCommitted_comesBack(@ForAll("scripts") List<Action> script, @ForAll long seed)
      throws IOException {
    run(script, seed);
  }

  @Test
  void longScripts_endWell() throws IOException {
    var random = new Random(20261124);
    Action[] actions = Action.values();
    long renames = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var script = new ArrayList<Action>();
      for (int i = 0; i < 60; i++) {
        // Half of all actions, or most, fill the log and empty it.
        boolean any = random.nextInt(round % 2 == 0 ? 2 : 12) == 0;
        script.add(actions[random.nextInt(any ? actions.length : 7)]);
      }
      long seed = random.nextLong();
      try {
        renames += run(script, seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed %dL, script %s".formatted(seed, script), e);
      }
    }
    // Twice for a file that is written over.
    assertThat(renames).isGreaterThan(2L * ROUNDS);
  }

  @Test
  void aLossThatWasCounted_isNotCountedAgain() throws IOException {
    var script = new ArrayList<Action>();
    for (String name :
        ("WRITE COMMIT WRITE WRITE WRITE WRITE LOSE_POWER FILL_DISK FAIL_SYNC WRITE WRITE WRITE WRITE"
                + " WRITE WRITE WRITE WRITE WRITE FREE_DISK SETTLE WRITE WRITE WRITE_MANY WRITE WRITE"
                + " LOSE_POWER")
            .split(" ")) {
      script.add(Action.valueOf(name));
    }
    run(script, -1605608);
  }

  /** Returns how often a file got another name. */
  private static int run(List<Action> script, long seed) throws IOException {
    var model = new Model(seed);
    for (Action action : script) model.take(action);
    model.finish();
    return model.fs.renames;
  }

  private static final class Model implements LogEvents {
    private final Random dice;
    private final MemoryFs fs = MemoryFs.empty();
    private final Set<Long> committed = new TreeSet<>();
    private final Set<Long> settled = new HashSet<>();
    private final Map<Long, Long> uncommitted = new LinkedHashMap<>();

    /** Written and never committed: may come back, need not. */
    private final Set<Long> doubtful = new HashSet<>();

    private final Map<Long, Long> inHand = new LinkedHashMap<>();

    /** By an action that did not come to its end. */
    private final Set<Long> settledOfLate = new HashSet<>();

    private boolean endsByPower;
    private boolean endsMayBeUnwritten;
    private boolean wasFull;
    private DiskLog log;
    private long nextId = 1;
    private long clock;

    Model(long seed) throws IOException {
      dice = new Random(seed);
      log = open();
    }

    private DiskLog open() throws IOException {
      return DiskLog.open(fs, DIRECTORY, OPTIONS, () -> clock++);
    }

    /** A start may be ended as well, and is begun again. */
    private DiskLog openAfterEnd() throws IOException {
      while (true) {
        fs.goOn();
        if (endsByPower) fs.losePower(dice);
        if (dice.nextInt(4) == 0) fs.endAfter(dice.nextInt(8));
        try {
          DiskLog opened = open();
          fs.goOn();
          return opened;
        } catch (MemoryFs.Ended again) {
          endsByPower |= dice.nextBoolean();
        }
      }
    }

    void take(Action action) throws IOException {
      var settledBefore = new HashSet<>(settled);
      try {
        doIt(action);
      } catch (MemoryFs.Ended ended) {
        end(settledBefore);
      }
    }

    /** In the middle of an action. */
    private void end(Set<Long> settledBefore) throws IOException {
      promote();
      lostUncommitted();
      healed();
      long doubt = doubtful.stream().mapToLong(id -> TestPayload.of(id).items()).sum();
      log = openAfterEnd();
      assertThat(log.recovered().lostItems()).isLessThanOrEqualTo(doubt);
      boolean endsAreKnown = !endsByPower && !endsMayBeUnwritten;
      settledOfLate.addAll(settled);
      settledOfLate.removeAll(settledBefore);
      check(endsAreKnown);
      settledOfLate.clear();
    }

    private void doIt(Action action) throws IOException {
      switch (action) {
        case WRITE -> write();
        case WRITE_MANY -> {
          for (int i = 0; i < 12; i++) write();
        }
        case COMMIT -> commit();
        case READ -> read();
        case SETTLE -> settle(1);
        case SETTLE_MANY -> settle(10);
        case TICK -> log.tick();
        case LOSE_POWER -> losePower();
        case KILL -> kill();
        case CLOSE -> close();
        case FILL_DISK -> {
          fs.capacity = fs.usableBytes(DIRECTORY) > 1 << 20 ? used() + 100 : 0;
          wasFull = true;
        }
        case FREE_DISK -> fs.capacity = Long.MAX_VALUE;
        case FAIL_WRITE -> {
          fs.failingWrites = 1;
          endsMayBeUnwritten = true;
        }
        case FAIL_SYNC -> fs.failingForces = 1;
        case FAIL_NAME_SYNC -> fs.failingNameSyncs = 1;
        case LOSE_POWER_SOON -> endSoon(true);
        case KILL_SOON -> endSoon(false);
      }
      assertSumsComeOutEven();
    }

    private void endSoon(boolean power) {
      endsByPower = power;
      fs.endAfter(dice.nextInt(30));
    }

    private long used() {
      return fs.files().stream()
          .filter(file -> !file.getFileName().toString().startsWith(Quarantine.PREFIX))
          .mapToLong(file -> fs.bytes(file).length)
          .sum();
    }

    private void write() {
      TestPayload payload = TestPayload.of(nextId++);
      try {
        doubtful.add(payload.id());
        uncommitted.put(payload.id(), log.write(payload, clock++, false));
        doubtful.remove(payload.id());
      } catch (LogFullException full) {
        doubtful.remove(payload.id());
      } catch (IOException failed) {
        // What was under way before a new segment began may have been committed by that.
        lostUncommitted();
      }
      promote();
    }

    /** A new segment commits the old one. */
    private void promote() {
      uncommitted
          .entrySet()
          .removeIf(
              entry -> {
                if (entry.getValue() >= log.committedSeq()) return false;
                committed.add(entry.getKey());
                return true;
              });
    }

    private void lostUncommitted() {
      doubtful.addAll(uncommitted.keySet());
      uncommitted.clear();
    }

    private void commit() {
      try {
        log.commit();
        promote();
        assertThat(uncommitted).isEmpty();
      } catch (IOException failed) {
        lostUncommitted();
      }
    }

    private void read() {
      StoredRecord record = log.next(this);
      if (record != null) inHand.put(TestPayload.idOf(record), record.seq());
    }

    private void settle(int count) {
      for (int i = 0; i < count; i++) {
        if (inHand.isEmpty()) read();
        if (inHand.isEmpty()) break;
        var ids = new ArrayList<>(inHand.keySet());
        long id = ids.get(dice.nextInt(ids.size()));
        int items = TestPayload.of(id).items();
        int delivered = dice.nextInt(items + 1);
        log.settle(inHand.remove(id), new Settlement(delivered, items - delivered, 0));
        settled.add(id);
      }
      log.flushEnds();
    }

    private void losePower() throws IOException {
      fs.goOn();
      fs.losePower(dice);
      log.abandon();
      lostUncommitted();
      healed();
      long doubt = doubtful.stream().mapToLong(id -> TestPayload.of(id).items()).sum();
      log = open();
      assertThat(log.recovered().lostItems()).isLessThanOrEqualTo(doubt);
      check(false);
    }

    private void kill() throws IOException {
      fs.goOn();
      lostUncommitted();
      healed();
      log.flushEnds();
      log.abandon();
      log = open();
      check(true);
    }

    private void healed() {
      fs.failingForces = 0;
      fs.failingNameSyncs = 0;
      fs.failingWrites = 0;
    }

    private void close() throws IOException {
      boolean healthy = fs.failingForces == 0 && fs.failingWrites == 0;
      try {
        log.close();
        committed.addAll(uncommitted.keySet());
        uncommitted.clear();
      } catch (IOException failed) {
        lostUncommitted();
      }
      healed();
      log = open();
      check(healthy);
    }

    /** Reads everything and begins anew, so that nothing is in anybody's hand. */
    private void check(boolean endsAreKnown) throws IOException {
      inHand.clear();
      var back = new ArrayList<Long>();
      for (StoredRecord r = log.next(this); r != null; r = log.next(this)) {
        back.add(TestPayload.idOf(r));
      }
      var wanted = new TreeSet<>(committed);
      wanted.removeAll(settled);
      assertThat(back).containsAll(wanted);
      var allowed = new HashSet<>(committed);
      if (endsAreKnown) allowed.removeAll(settled);
      allowed.addAll(settledOfLate);
      allowed.addAll(doubtful);
      assertThat(allowed).containsAll(back);
      assertThat(back).doesNotHaveDuplicates().isSorted();
      // What came back although its end had been written is open again, and what came back although
      // nobody was told that it is on the disk is there to stay.
      settled.removeAll(back);
      committed.addAll(back);
      doubtful.removeAll(back);
      log.abandon();
      log = open();
      // What is missing is counted once; where there is no room to write that down, again.
      if (fs.capacity == Long.MAX_VALUE) assertThat(log.recovered().lostItems()).isZero();
      assertSumsComeOutEven();
    }

    private void assertSumsComeOutEven() {
      LogView view = log.view();
      long pending =
          uncommitted.keySet().stream().mapToLong(id -> TestPayload.of(id).items()).sum();
      assertThat(view.delivered() + view.rejected() + view.dropped() + view.openItems() - pending)
          .isEqualTo(view.appendedItems());
      // On a full disk, what a crash left goes after the next start.
      if (!wasFull) assertAllSpaceIsSaid();
    }

    /** But for end marks. */
    private void assertAllSpaceIsSaid() {
      long marks = (log.view().segments() + 1L) * RecordHeader.BYTES;
      assertThat(used()).isLessThanOrEqualTo(log.bytes() + marks);
    }

    void finish() throws IOException {
      fs.goOn();
      fs.capacity = Long.MAX_VALUE;
      healed();
      close();
      // A log that was emptied leaves nothing but its sums.
      for (StoredRecord r = log.next(this); r != null; r = log.next(this)) {
        log.settle(r.seq(), new Settlement(r.items(), 0, 0));
      }
      log.tick();
      assertThat(log.view().openItems()).isZero();
      assertThat(log.view().segments()).isZero();
      assertAllSpaceIsSaid();
      assertSumsComeOutEven();
      write();
      commit();
      assertThat(log.view().openRecords()).isEqualTo(1);
    }

    @Override
    public void corrupt(long seq, int items) {
      throw new AssertionError("record %d is corrupt, and nobody harmed it".formatted(seq));
    }

    @Override
    public void evicted(long seq, int items) {
      throw new AssertionError("nothing is to be evicted");
    }
  }
}
