package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a log's directory, read without taking or changing anything; also while a gateway
 * works on it, when the figures are those of a moment. Every record that waits is read and its
 * checksum tried, so a survey takes as long as reading the files does. {@code appendedItems =
 * delivered + rejected + dropped + moved + openItems}.
 *
 * @param holder who has the directory now, in words; null: nobody
 * @param bytes of all files
 * @param records that are in the files, settled or not
 * @param openRecords that wait to be sent
 * @param appendedItems of all records that ever were
 * @param dropped with {@code lostItems}
 * @param oldestMillis wall clock when the oldest open record was appended; MAX_VALUE: there is none
 * @param newestMillis the same of the newest; MIN_VALUE: there is none
 * @param lostItems that are found missing, and that no earlier start has counted
 * @param tornBytes at the ends of files that are no record: a write that was under way
 * @param unreadableRecords of the open ones, that are no longer what was written
 * @param setAsideBytes copies of damage that earlier starts have met
 * @param foreign names of files that belong to another log
 */
public record LogSurvey(
    @Nullable String holder,
    long bytes,
    int segments,
    long records,
    long openRecords,
    long openItems,
    long appendedItems,
    long delivered,
    long rejected,
    long dropped,
    long oldestMillis,
    long newestMillis,
    long lostItems,
    long tornBytes,
    int unreadableRecords,
    long unreadableItems,
    long setAsideBytes,
    List<String> foreign) {

  /** Files of a log at work come and go; after so many looks, what was seen last counts. */
  private static final int LOOKS = 5;

  public LogSurvey {
    foreign = List.copyOf(foreign);
  }

  /** Reads a directory that is there. */
  public static LogSurvey of(Path directory) throws IOException {
    return of(directory, true);
  }

  /** The same in a moment, and without trying the checksums of what waits. */
  public static LogSurvey glance(Path directory) throws IOException {
    return of(directory, false);
  }

  private static LogSurvey of(Path directory, boolean tries) throws IOException {
    for (int look = 1; ; look++) {
      String holder = DirectoryLock.holder(directory);
      try {
        List<String> before = new DiskFs().list(directory);
        LogSurvey seen = look(directory, holder, tries);
        List<String> after = new DiskFs().list(directory);
        boolean stayed = holder == null || same(before, after);
        if (stayed && (holder == null || seen.lostItems == 0)) return seen;
        if (look == LOOKS) return stayed ? seen : seen.withoutLosses();
      } catch (IOException e) {
        // Files of a log at work are cut, renamed and deleted.
        boolean mayHaveChanged = holder != null || e instanceof NoSuchFileException;
        if (!mayHaveChanged || look == LOOKS) throw e;
      }
    }
  }

  /** What seems to be missing from files that came and went meanwhile was sent, or is to come. */
  private LogSurvey withoutLosses() {
    return new LogSurvey(
        holder,
        bytes,
        segments,
        records,
        openRecords,
        openItems,
        appendedItems,
        delivered,
        rejected,
        dropped - lostItems,
        oldestMillis,
        newestMillis,
        0,
        tornBytes,
        unreadableRecords,
        unreadableItems,
        setAsideBytes,
        foreign);
  }

  private static boolean same(List<String> before, List<String> after) {
    return new HashSet<>(before).equals(new HashSet<>(after));
  }

  /** Whether the directory holds what was not written by the log, or no longer all of it. */
  public boolean isDamaged() {
    return lostItems > 0 || unreadableRecords > 0 || !foreign.isEmpty();
  }

  private static LogSurvey look(Path directory, @Nullable String holder, boolean tries)
      throws IOException {
    try (var fs = new ReadOnlyFs()) {
      return new Count(Recovery.run(fs, directory, OfflineLog.OPTIONS), tries)
          .survey(directory, holder);
    }
  }

  /** Adds up what was found. */
  private static final class Count {
    private final Recovered found;
    private final boolean tries;
    private long records;
    private long openRecords;
    private long openItems;
    private long delivered;
    private long rejected;
    private long dropped;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private int unreadableRecords;
    private long unreadableItems;

    Count(Recovered found, boolean tries) {
      this.found = found;
      this.tries = tries;
      delivered = found.totals().delivered();
      rejected = found.totals().rejected();
      dropped = found.totals().dropped();
      found.segments().forEach(this::add);
    }

    private void add(Segment segment) {
      delivered += segment.delivered();
      rejected += segment.rejected();
      dropped += segment.dropped();
      openRecords += segment.openRecords();
      openItems += segment.openItems();
      RecordIndex index = segment.index();
      for (int i = 0; i < index.size(); i++) {
        if (!index.isLost(i)) records++;
      }
      for (int i = segment.nextOpen(0); i < index.size(); i = segment.nextOpen(i + 1)) {
        oldest = Math.min(oldest, index.millis(i));
        newest = Math.max(newest, index.millis(i));
        if (!tries || SegmentReader.read(segment, i, found.log()) != null) continue;
        // Else all in it was sent meanwhile, and the file is another segment's now.
        if (!Files.exists(segment.path())) return;
        unreadableRecords++;
        unreadableItems += segment.openItems(i);
      }
    }

    LogSurvey survey(Path directory, @Nullable String holder) throws IOException {
      return new LogSurvey(
          holder,
          sizes(directory, false),
          found.segments().size(),
          records,
          openRecords,
          openItems,
          found.nextItems(),
          delivered,
          rejected,
          dropped,
          oldest,
          newest,
          found.lostItems(),
          found.tornBytes(),
          unreadableRecords,
          unreadableItems,
          sizes(directory, true),
          found.foreign());
    }

    private static long sizes(Path directory, boolean copies) throws IOException {
      long sum = 0;
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          boolean isCopy = file.getFileName().toString().startsWith(Quarantine.PREFIX);
          if (isCopy || !copies) sum += size(file);
        }
      }
      return sum;
    }

    private static long size(Path file) throws IOException {
      try {
        return Files.isRegularFile(file) ? Files.size(file) : 0;
      } catch (NoSuchFileException sentMeanwhile) {
        return 0;
      }
    }
  }
}
