package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Files that are no longer what was written: what was hit is lost and counted, and nothing else.
 */
class DiskLogDamageTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final LogOptions OPTIONS =
      new LogOptions(true, 1 << 20, 0, WhenFull.REFUSE, 700, 4);
  private static final int RECORDS = 12;

  private final List<Long> corrupt = new ArrayList<>();
  private long corruptItems;
  private final LogEvents events =
      new LogEvents() {
        @Override
        public void corrupt(long seq, int items) {
          corrupt.add(seq);
          corruptItems += items;
        }

        @Override
        public void evicted(long seq, int items) {
          throw new AssertionError();
        }
      };

  private static MemoryFs fixture(boolean closed) throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    for (long id = 1; id <= RECORDS; id++) log.write(TestPayload.of(id), id, false);
    log.commit();
    log.settle(1, Settlement.dropped(TestPayload.of(2).items()));
    log.flushEnds();
    if (closed) log.close();
    return fs.copy();
  }

  /**
   * The same, but that the last segment was written over one that was done with, and is shorter.
   */
  private static MemoryFs recycled() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    for (long id = 101; id <= 104; id++) {
      long seq = log.write(TestPayload.of(id), id, false);
      log.settle(seq, new Settlement(TestPayload.of(id).items(), 0, 0));
    }
    for (long id = 1; id <= RECORDS; id++) {
      long seq = log.write(TestPayload.of(id), id, false);
      if (id == 2) log.settle(seq, Settlement.dropped(TestPayload.of(2).items()));
      if (id == RECORDS - 2) log.flushEnds();
    }
    log.commit();
    log.flushEnds();
    assertThat(fs.renames).isEqualTo(2);
    return fs.copy();
  }

  /** Ids that come back; the rest must be counted. */
  private Set<Long> reopen(MemoryFs fs) throws IOException {
    corrupt.clear();
    corruptItems = 0;
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    var back = new ArrayList<Long>();
    for (StoredRecord r = log.next(events); r != null; r = log.next(events)) {
      back.add(TestPayload.idOf(r));
    }
    assertThat(back).isSorted().doesNotHaveDuplicates();
    corruptItems += log.recovered().lostItems();
    LogView view = log.view();
    assertThat(view.openItems() + view.delivered() + view.rejected() + view.dropped())
        .isEqualTo(view.appendedItems());
    return new HashSet<>(back);
  }

  private static long items(Set<Long> missing) {
    return missing.stream().mapToLong(id -> TestPayload.of(id).items()).sum();
  }

  private static Set<Long> missing(Set<Long> back) {
    var missing = new HashSet<Long>();
    for (long id = 1; id <= RECORDS; id++) {
      if (id != 2 && !back.contains(id)) missing.add(id);
    }
    return missing;
  }

  @Test
  void oneFlippedBit_costsTheRecordItHits_whichIsCounted() throws IOException {
    everyFlip(fixture(true), true);
  }

  @Test
  void oneFlippedBit_afterACrash_costsTheRecordItHits() throws IOException {
    everyFlip(fixture(false), false);
  }

  @Test
  void oneFlippedBit_ofAFileThatIsWrittenOver_costsTheRecordItHits() throws IOException {
    everyFlip(recycled(), false);
  }

  @Test
  void aSpareThatACrashLeft_isRemoved_andIsNoData() throws IOException {
    MemoryFs fs = fixture(true);
    Path spare = LogFiles.spare(DIRECTORY, 0);
    try (FsFile file = fs.create(spare)) {
      file.write(ByteBuffer.wrap(fs.bytes(lastSegment(fs))), 0);
    }
    assertThat(missing(reopen(fs))).isEmpty();
    assertThat(corruptItems).isZero();
    assertThat(fs.files()).doesNotContain(spare);
  }

  @Test
  void aSpareThatCannotBeUsed_isRemoved() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    var noNames = new AtomicBoolean();
    Fs strange =
        new ForwardingFs(fs) {
          @Override
          void force(Path path, FsFile real) throws IOException {
            real.force();
          }

          @Override
          public void rename(Path from, Path to) throws IOException {
            if (noNames.get()) throw new IOException("Operation not supported");
            super.rename(from, to);
          }
        };
    DiskLog log = DiskLog.open(strange, DIRECTORY, OPTIONS, () -> 1);
    long id = 1;
    for (; fs.renames < 1; id++) {
      long seq = log.write(TestPayload.of(id), id, false);
      log.settle(seq, new Settlement(TestPayload.of(id).items(), 0, 0));
      log.flushEnds();
    }
    noNames.set(true);
    boolean failed = false;
    for (int i = 0; i < 2 * OPTIONS.segmentRecords(); i++, id++) {
      try {
        log.write(TestPayload.of(id), id, false);
      } catch (IOException cannotRename) {
        failed = true;
      }
    }
    assertThat(failed).isTrue();
    assertThat(fs.files()).noneMatch(file -> file.toString().endsWith(LogFiles.SPARE));
  }

  @Test
  void totalsThatWereWrittenInPart_areNotLostByAnotherEndInTheMiddle() throws IOException {
    MemoryFs whole = fixture(true);
    for (int first = 0; first < 6; first++) {
      for (int second = 0; second < 6; second++) {
        MemoryFs fs = whole.copy();
        endIn(fs, first, true);
        endIn(fs, second, false);
        reopen(fs);
        assertThat(corruptItems).as("%d, %d", first, second).isZero();
      }
    }
  }

  /** A process that ends in the middle, before or after all was settled. */
  private void endIn(MemoryFs fs, int changes, boolean settles) {
    try {
      if (!settles) fs.endAfter(changes);
      DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
      for (StoredRecord r = log.next(events); settles && r != null; r = log.next(events)) {
        log.settle(r.seq(), new Settlement(r.items(), 0, 0));
        // The last one of the first segment.
        if (r.seq() == OPTIONS.segmentRecords() - 1) break;
      }
      fs.endAfter(OPTIONS.segmentRecords() - 1 + changes);
      log.flushEnds();
    } catch (MemoryFs.Ended | IOException ended) {
      // As it was to be.
    }
    fs.goOn();
  }

  @Test
  void aFileThatIsWrittenOver_countsWhole_andIsCutWhereSpaceIsShort() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    for (long id = 1; fs.renames < 2; id++) {
      long seq = log.write(TestPayload.of(id), id, false);
      log.commit();
      assertSizeIsSaid(fs, log);
      log.settle(seq, new Settlement(TestPayload.of(id).items(), 0, 0));
      log.flushEnds();
    }
    long whole = used(fs);
    fs.capacity = whole + 100;
    log.tick();
    assertThat(used(fs)).isLessThan(whole);
    assertSizeIsSaid(fs, log);
  }

  private static void assertSizeIsSaid(MemoryFs fs, DiskLog log) {
    assertThat(log.bytes()).isBetween(used(fs) - RecordHeader.BYTES, used(fs));
  }

  private static long used(MemoryFs fs) {
    return fs.files().stream().mapToLong(file -> fs.bytes(file).length).sum();
  }

  private void everyFlip(MemoryFs whole, boolean closed) throws IOException {
    for (Path file : whole.files()) {
      byte[] bytes = whole.bytes(file);
      boolean acks = file.toString().endsWith(LogFiles.ACKS);
      // Of the acknowledgements, what is in use.
      int end = acks ? Math.min(bytes.length, AckFile.ENTRIES_AT + 64) : bytes.length;
      for (int at = 0; at < end; at++) {
        if (acks && at > 64 && at < AckFile.SLOT_A) continue;
        if (acks && at > AckFile.SLOT_B + Totals.BYTES && at < AckFile.ENTRIES_AT) continue;
        for (int bit = 0; bit < 8; bit += acks || !closed ? 3 : 1) {
          byte[] flipped = bytes.clone();
          flipped[at] ^= (byte) (1 << bit);
          MemoryFs fs = whole.copy();
          fs.replace(file, flipped);
          Set<Long> missing = missing(reopen(fs));
          assertThat(missing).hasSizeLessThanOrEqualTo(acks ? 0 : 1);
          assertThat(corruptItems).as("%s %d.%d", file, at, bit).isEqualTo(items(missing));
        }
      }
    }
  }

  private static Path lastSegment(MemoryFs fs) {
    return fs.files().stream()
        .filter(file -> file.toString().endsWith(LogFiles.SEGMENT))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Test
  void aFileCutAnywhere_costsWhatWasCutOff_whichIsCounted() throws IOException {
    MemoryFs whole = fixture(true);
    for (Path file : whole.files()) {
      byte[] bytes = whole.bytes(file);
      for (int length = 0; length < bytes.length; length++) {
        MemoryFs fs = whole.copy();
        fs.replace(file, Arrays.copyOf(bytes, length));
        Set<Long> missing = missing(reopen(fs));
        assertThat(corruptItems).as("%s cut to %d", file, length).isEqualTo(items(missing));
        if (file.toString().endsWith(LogFiles.ACKS)) assertThat(missing).isEmpty();
        assertThat(missing).hasSizeLessThanOrEqualTo(OPTIONS.segmentRecords());
      }
    }
  }

  @Test
  void aFileThatIsGone_costsItsRecords_whichAreCounted() throws IOException {
    MemoryFs whole = fixture(true);
    for (Path file : whole.files()) {
      MemoryFs fs = whole.copy();
      fs.delete(file);
      Set<Long> missing = missing(reopen(fs));
      boolean holdsSettled =
          file.toString().contains("0000.") && file.toString().endsWith(LogFiles.SEGMENT);
      long known = holdsSettled ? TestPayload.of(2).items() : 0;
      assertThat(corruptItems).as("%s", file).isEqualTo(items(missing) + known);
    }
  }

  @Test
  void garbageAtTheEnd_isPassedOver_andNothingIsAppendedBehindIt() throws IOException {
    MemoryFs fs = fixture(false);
    Path last = lastSegment(fs);
    byte[] bytes = fs.bytes(last);
    fs.replace(last, Arrays.copyOf(bytes, bytes.length + 4096));
    assertThat(missing(reopen(fs))).isEmpty();
    assertThat(corruptItems).isZero();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    log.write(TestPayload.of(99), 1, false);
    log.commit();
    assertThat(fs.bytes(last)).hasSize(bytes.length + 4096);
    assertThat(reopen(fs)).contains(99L).hasSize(RECORDS);
  }

  @Test
  void filesThatChangedNames_areReadAllTheSame() throws IOException {
    MemoryFs fs = fixture(true);
    List<Path> segments =
        fs.files().stream().filter(f -> f.toString().endsWith(LogFiles.SEGMENT)).toList();
    byte[] first = fs.bytes(segments.get(0));
    fs.replace(segments.get(0), fs.bytes(segments.get(1)));
    fs.replace(segments.get(1), first);
    assertThat(missing(reopen(fs))).isEmpty();
    assertThat(corruptItems).isZero();
  }

  @Test
  void aFullDisk_refuses_andIsEmptiedAllTheSame() throws IOException {
    MemoryFs fs = fixture(true);
    fs.capacity = fs.files().stream().mapToLong(file -> fs.bytes(file).length).sum();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    assertThatThrownBy(() -> log.write(TestPayload.of(99), 1, false))
        .hasMessage("No space left on device");
    for (StoredRecord r = log.next(events); r != null; r = log.next(events)) {
      log.settle(r.seq(), new Settlement(r.items(), 0, 0));
    }
    log.flushEnds();
    assertThat(log.view().segments()).isZero();
    log.write(TestPayload.of(99), 1, false);
    log.commit();
    assertThat(log.view().openRecords()).isEqualTo(1);
  }

  @Test
  void aSyncThatFailed_isNotAnswered_andTheFileIsLeftAlone() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
    log.write(TestPayload.of(1), 1, false);
    log.commit();
    log.write(TestPayload.of(2), 1, false);
    fs.failingForces = 1;
    assertThatThrownBy(log::commit).isInstanceOf(IOException.class);
    Path poisoned = lastSegment(fs);
    byte[] before = fs.bytes(poisoned);
    long seq = log.write(TestPayload.of(3), 1, false);
    log.commit();
    assertThat(log.committedSeq()).isGreaterThan(seq);
    assertThat(fs.bytes(poisoned)).isEqualTo(before);
    log.close();
    assertThat(reopen(fs)).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void theOldestIsEvicted_butNotWhatSomebodyHasInHand() throws IOException {
    MemoryFs fs = fixture(true);
    long used = fs.files().stream().mapToLong(file -> fs.bytes(file).length).sum();
    var small = new LogOptions(true, used - 500, 0, WhenFull.DROP_OLDEST, 700, 4);
    DiskLog log = DiskLog.open(fs, DIRECTORY, small, () -> 1);
    var evicted = new ArrayList<Long>();
    StoredRecord inHand = log.next(events);
    assertThat(inHand).isNotNull();
    log.evictFor(
        100,
        new LogEvents() {
          @Override
          public void corrupt(long seq, int items) {
            throw new AssertionError();
          }

          @Override
          public void evicted(long seq, int items) {
            evicted.add(seq);
          }
        });
    assertThat(log.bytes()).isLessThanOrEqualTo(used - 500);
    assertThat(evicted).isNotEmpty().isSorted().doesNotContain(inHand.seq(), 1L);
    assertThat(log.view().openRecords()).isEqualTo(RECORDS - 1 - evicted.size());
    // It stands elsewhere now, and its end is known by the number that it had.
    log.settle(inHand.seq(), new Settlement(inHand.items(), 0, 0));
    assertThat(log.view().openRecords()).isEqualTo(RECORDS - 2 - evicted.size());
  }
}
