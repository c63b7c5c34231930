package dev.sluice.receiver.prometheus.series;

import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One data point of a metric: who it is (its attributes), what the present scrape says of it, and
 * what must be remembered from scrape to scrape, which is when its count began. The series of a
 * histogram or a summary meet here.
 *
 * <p>Start times are the collector's: a cumulative point starts at its own first time (or when its
 * target says that it was created), keeps that start, and begins anew when its value falls.
 */
abstract class Point {
  /** As fields of a data point, tags included. */
  private final byte[] attributes;

  private List<byte[]> exemplars = List.of();

  /** Series that lead here. A point without any is forgotten. */
  int series;

  private int scrape;
  private long timeMillis;
  private boolean stale;
  private long createdNanos;
  private long startNanos;

  Point(byte[] attributes) {
    this.attributes = attributes;
  }

  /** Whether the scrape of that number says anything of this point. */
  final boolean isIn(int scrapeNumber) {
    return scrape == scrapeNumber;
  }

  /**
   * Takes what a sample says. False if the point has another time already: one scrape has one
   * point, so the sample is lost. What was said already stays as it is.
   */
  final boolean add(int scrapeNumber, Part part, double bound, double value, long millis) {
    if (!isIn(scrapeNumber)) open(scrapeNumber, millis, false);
    if (timeMillis != millis) return false;
    if (part == Part.CREATED) {
      createdNanos = Times.nanosOfSeconds(value);
    } else {
      set(part, bound, value);
    }
    return true;
  }

  /** Says that a series has vanished. What the present scrape says of the point goes before. */
  final void addStale(int scrapeNumber, Part part, double bound, long millis) {
    if (part == Part.CREATED) return;
    if (!isIn(scrapeNumber)) {
      open(scrapeNumber, millis, true);
    } else if (!stale && !(part == Part.COUNT && isIncomplete())) {
      return;
    }
    stale = true;
    set(part, bound, 0);
  }

  /** Sets the value of a point that is made by the gateway itself, whatever a page said. */
  final void override(int scrapeNumber, double value, long millis) {
    open(scrapeNumber, millis, false);
    set(Part.VALUE, 0, value);
  }

  /** The count began then. */
  final void setCreated(long nanos) {
    createdNanos = nanos;
  }

  /** {@code message} is an Exemplar message. */
  final void addExemplar(byte[] message) {
    if (exemplars.isEmpty()) exemplars = new ArrayList<>(1);
    exemplars.add(message);
  }

  private void open(int scrapeNumber, long millis, boolean isStale) {
    scrape = scrapeNumber;
    timeMillis = millis;
    stale = isStale;
    createdNanos = 0;
    exemplars = List.of();
    clear();
  }

  /** Forgets what the last scrape said. */
  abstract void clear();

  /** Takes a part; one that is known already keeps its value. */
  abstract void set(Part part, double bound, double value);

  /** Whether the part without which there is no point is missing. */
  abstract boolean isIncomplete();

  /** Whether the value is less than it was before; remembers it. */
  abstract boolean hasFallen();

  /** Writes the fields of the data point; {@code startNanos} zero if there is none. */
  abstract void writeFields(ProtoWriter out, long startNanos, long timeNanos, boolean isStale);

  final byte[] attributes() {
    return attributes;
  }

  final List<byte[]> exemplars() {
    return exemplars;
  }

  /**
   * Writes the point into {@code field}, if there is one.
   *
   * @param cumulative whether it has a start time
   * @param processStartNanos the start time of all points, or 0 for this point's own
   */
  final boolean write(ProtoWriter out, int field, boolean cumulative, long processStartNanos) {
    if (isIncomplete()) return false;
    long timeNanos = Times.nanos(timeMillis);
    long start = cumulative ? start(timeNanos) : 0;
    if (cumulative && processStartNanos != 0) start = processStartNanos;
    int point = out.begin(field);
    writeFields(out, start, timeNanos, stale);
    out.end(point);
    return true;
  }

  private long start(long timeNanos) {
    long own = createdNanos == 0 ? timeNanos : createdNanos;
    if (stale) return Math.min(startNanos == 0 ? own : startNanos, timeNanos);
    if (hasFallen() || startNanos == 0) startNanos = own;
    return Math.min(startNanos, timeNanos);
  }
}
