package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/**
 * The files in which orderly ends left what remained of records that were settled in part, as long
 * as one of those is open. Belongs to the log's I/O thread.
 */
final class Rests {
  private final LogDirectory directory;

  /** The newest first. */
  private final ArrayDeque<RestFile> files;

  Rests(LogDirectory directory, List<RestFile> found) {
    this.directory = directory;
    this.files = new ArrayDeque<>(found);
  }

  long bytes() {
    long sum = 0;
    for (RestFile file : files) sum += file.size();
    return sum;
  }

  /** None of their records is open any more, or a newer file has all that is left. */
  void remove() {
    for (RestFile old = files.poll(); old != null; old = files.poll()) {
      try {
        old.close();
        directory.fs().delete(old.path());
      } catch (IOException ignored) {
        // Removed after the next start; what it tells stays right.
      }
    }
  }

  /**
   * Writes a new file in place of those there are.
   *
   * @param begun what this process leaves, by the places of the records
   * @param room bytes that it may take; what does not fit is sent again whole
   */
  void keep(Map<Long, Rest> begun, Iterable<Segment> segments, long room) throws IOException {
    RestFile newest = files.peek();
    long generation = newest == null ? 0 : newest.generation() + 1;
    Path path = LogFiles.rests(directory.path(), generation);
    var out = new RestFile.Writing(directory.fs(), path, directory.log());
    try {
      long left = room;
      for (Segment segment : segments) left = keep(segment, begun, out, left);
      out.finish();
      directory.sync();
    } catch (IOException e) {
      out.discard();
      throw e;
    }
    remove();
  }

  private static long keep(Segment segment, Map<Long, Rest> begun, RestFile.Writing out, long room)
      throws IOException {
    long left = room;
    for (int i = segment.nextOpen(0); i < segment.index().size(); i = segment.nextOpen(i + 1)) {
      long seq = segment.baseSeq() + i;
      RestFile.Entry before = segment.rest(i);
      Settlement ended = before == null ? Settlement.MOVED : before.settled();
      Payload payload = before == null ? null : StoredRecord.asPayload(before.read(seq));
      Rest rest = begun.get(seq);
      if (rest != null) {
        ended = ended.plus(rest.settled());
        payload = rest.payload();
      }
      if (payload == null || payload.length() > left) continue;
      left -= payload.length();
      out.add(seq, segment.index().millis(i), ended, payload);
    }
    return left;
  }

  void close() throws IOException {
    for (RestFile file : files) file.close();
  }
}
