package dev.sluice.exporter.prometheusremotewrite;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which points leave the cache first. New points are on probation in a short queue; those that are
 * used again before they reach its end move on to the long queue, where they stay while they are in
 * use (the S3-FIFO scheme). So a flood of series that are seen once does not drive out what is
 * used.
 *
 * <p>Series come round in turn, each once in a scrape interval, and a set of them that is larger
 * than the cache would never meet itself again in any queue. Therefore every second point at the
 * end of its probation is spared for another round: some of the set are used again, and stay.
 *
 * <p>Not for several threads.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/3600006.3613147">FIFO queues are all you need</a>
 */
final class Segments {
  private final long maxProbationBytes;

  /** Every second point is spared. */
  private boolean spare;

  private final Queue probation = new Queue();
  private final Queue established = new Queue();

  Segments(long maxBytes) {
    this.maxProbationBytes = maxBytes / 10;
  }

  void add(PointNode point) {
    probation.add(point);
  }

  /**
   * Lets one point go to {@code evict}, or moves one on; false if there is none. Called again and
   * again it finds one to let go, as every move costs a point one of its uses or the next one its
   * luck.
   */
  boolean turn(Consumer<PointNode> evict) {
    boolean onProbation = probation.bytes > maxProbationBytes || established.isEmpty();
    PointNode point = onProbation ? probation.poll() : established.poll();
    if (point == null) return false;
    if (point.hits > 0) {
      point.hits = onProbation ? 0 : (byte) (point.hits - 1);
      established.add(point);
    } else if (onProbation && (spare = !spare)) {
      probation.add(point);
    } else {
      evict.accept(point);
    }
    return true;
  }

  /** First in, first out, linked through the points. */
  private static final class Queue {
    private @Nullable PointNode head;
    private @Nullable PointNode tail;
    private long bytes;

    boolean isEmpty() {
      return head == null;
    }

    void add(PointNode point) {
      if (tail == null) {
        head = point;
      } else {
        tail.next = point;
      }
      tail = point;
      bytes += point.weight;
    }

    @Nullable PointNode poll() {
      PointNode point = head;
      if (point == null) return null;
      head = point.next;
      if (head == null) tail = null;
      point.next = null;
      bytes -= point.weight;
      return point;
    }
  }
}
