package dev.sluice.sending.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log that are on the disk, the oldest first. They are added at the end and go
 * from the front; none but the last one is ever written to. Belongs to the log's I/O thread.
 */
final class Segments implements Iterable<Segment> {
  private final ArrayDeque<Segment> inOrder;
  private final long acksBytes;

  Segments(LogDirectory directory, Collection<Segment> found) {
    this.inOrder = new ArrayDeque<>(found);
    this.acksBytes = directory.acksBytes();
  }

  @Override
  public Iterator<Segment> iterator() {
    return inOrder.iterator();
  }

  /** Those there are now, for one who removes some on the way. */
  List<Segment> copy() {
    return new ArrayList<>(inOrder);
  }

  void add(Segment segment) {
    inOrder.addLast(segment);
  }

  void remove(Segment segment) {
    inOrder.remove(segment);
  }

  int count() {
    return inOrder.size();
  }

  @Nullable Segment oldest() {
    return inOrder.peekFirst();
  }

  @Nullable Segment newest() {
    return inOrder.peekLast();
  }

  /** The one in which that record stands; null: it is settled and gone, or never was. */
  @Nullable Segment holding(long seq) {
    for (var newestFirst = inOrder.descendingIterator(); newestFirst.hasNext(); ) {
      Segment segment = newestFirst.next();
      if (seq >= segment.baseSeq()) return seq < segment.endSeq() ? segment : null;
    }
    return null;
  }

  /** Whether an earlier process left a part of a record that is still open. */
  boolean haveRests() {
    return inOrder.stream().anyMatch(Segment::hasRests);
  }

  /** Sizes of their files, acknowledgements included. */
  long bytes() {
    long sum = acksBytes * inOrder.size();
    for (Segment segment : inOrder) sum += segment.size() + segment.slack();
    return sum;
  }

  void close() throws IOException {
    for (Segment segment : inOrder) segment.close();
  }
}
