package dev.sluice.sending.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Storage.WhenFull;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records so large that a part of them is in the file before they are committed. */
class UncommittedEndTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final LogOptions OPTIONS =
      new LogOptions(true, 1 << 30, 0, WhenFull.REFUSE, 1 << 20, 8);
  private static final int LARGE = 300 << 10;

  private static DiskLog open(MemoryFs fs) throws IOException {
    return DiskLog.open(fs, DIRECTORY, OPTIONS, () -> 1);
  }

  private record Zeros(int length, int items) implements Payload {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(new byte[length]);
    }
  }

  private static List<Integer> itemsIn(DiskLog log) {
    var items = new ArrayList<Integer>();
    LogEvents none =
        new LogEvents() {
          @Override
          public void corrupt(long seq, int count) {
            throw new AssertionError("nobody harmed record " + seq);
          }

          @Override
          public void evicted(long seq, int count) {
            throw new AssertionError();
          }
        };
    for (StoredRecord r = log.next(none); r != null; r = log.next(none)) items.add(r.items());
    return items;
  }

  @Test
  void aKillInTheMidstOfAGroup_losesNothing_whereAFileIsWrittenOver() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = open(fs);
    for (int i = 0; fs.renames < 2; i++) {
      log.settle(log.write(new Zeros(LARGE, 7), 1, false), new Settlement(7, 0, 0));
      log.flushEnds();
      assertThat(i).isLessThan(100);
    }
    log.commit();
    log.settle(log.committedSeq() - 1, new Settlement(7, 0, 0));
    log.write(new Zeros(10, 1), 1, false);
    log.commit();
    log.write(new Zeros(LARGE, 2), 1, false);
    DiskLog after = open(fs.copy());
    assertThat(after.recovered().lostItems()).isZero();
    assertThat(itemsIn(after)).contains(1).doesNotContain(2);
  }

  @Test
  void whatCouldNotBeWritten_doesNotComeBack_behindWhatWasWrittenInItsPlace() throws IOException {
    MemoryFs fs = MemoryFs.empty();
    DiskLog log = open(fs);
    log.write(new Zeros(10, 1), 1, false);
    log.commit();
    log.write(new Zeros(10, 2), 1, false);
    log.write(new Zeros(LARGE, 3), 1, false);
    log.write(new Zeros(LARGE, 4), 1, false);
    fs.failingWrites = 1;
    assertThatThrownBy(log::commit).isInstanceOf(IOException.class);
    log.write(new Zeros(10, 5), 1, false);
    log.commit();
    Path segment = LogFiles.segment(DIRECTORY, 0);
    byte[] bytes = fs.bytes(segment);
    // The end mark is what was hit: without it too, the file ends there.
    bytes[bytes.length - 1] ^= 1;
    MemoryFs harmed = fs.copy();
    harmed.replace(segment, bytes);
    DiskLog after = open(harmed);
    assertThat(after.recovered().lostItems()).isZero();
    assertThat(itemsIn(after)).containsExactly(1, 5);
  }
}
