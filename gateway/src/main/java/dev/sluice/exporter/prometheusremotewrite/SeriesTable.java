package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All series of one request by their labels, and these labels as they will stand in it. What the
 * next point needs is written behind what is kept, and gone with the point after it unless a series
 * was opened with it. Objects and arrays are kept from request to request; owner: the encoder's
 * thread.
 */
final class SeriesTable {
  /** Beyond this many bytes or series what was needed is given back after the request. */
  private static final int KEEP_BYTES = 4 << 20;

  private static final int KEEP_SERIES = 1 << 14;

  /** Series that have histograms are others than those of the same labels that have samples. */
  private static final long HISTOGRAMS = 0x5DEECE66DB1A3F47L;

  private ProtoWriter labels = new ProtoWriter(1024);
  private int kept;

  private @Nullable Series[] buckets = new Series[256];
  private final ArrayList<Series> open = new ArrayList<>();
  private final ArrayList<Series> lent = new ArrayList<>();
  private final ArrayList<Series> free = new ArrayList<>();
  private final ProtoWriter one = new ProtoWriter();
  private final ProtoWriter other = new ProtoWriter();

  /** Begins a request. */
  void begin() {
    nextPoint();
    for (int i = 0; i < open.size(); i++) {
      Series series = open.get(i);
      buckets[bucket(series.hash)] = null;
      if (free.size() < KEEP_SERIES) free.add(series);
    }
    open.clear();
    if (buckets.length > 2 * KEEP_SERIES) buckets = new Series[256];
    if (labels.array().length > KEEP_BYTES) labels = new ProtoWriter(1024);
    labels.clear();
    kept = 0;
  }

  /** What was written and lent for the point before is free, but for what was kept. */
  void nextPoint() {
    for (int i = 0; i < lent.size(); i++) {
      if (!lent.get(i).open) free.add(lent.get(i));
    }
    lent.clear();
    labels.truncate(kept);
  }

  /** Where labels are written. */
  ProtoWriter labels() {
    return labels;
  }

  /** What was written so far stays until the request ends. */
  void keep() {
    kept = labels.size();
  }

  /**
   * Whether what was written before {@code end} for the last point stays until the request ends.
   */
  boolean isKept(int end) {
    return kept >= end;
  }

  /**
   * The series with these labels: that of the request, or one that may be opened until the next
   * point.
   */
  Series series(
      LabelBase base,
      int nameFrom,
      int nameLength,
      int extraFrom,
      int extraLength,
      long ownHash,
      boolean histograms) {
    long hash = (base.hash + ownHash) ^ (histograms ? HISTOGRAMS : 0);
    Series wanted = free.isEmpty() ? new Series() : free.remove(free.size() - 1);
    wanted.clear();
    wanted.baseFrom = base.from;
    wanted.baseLength = base.length;
    wanted.nameAt = base.nameAt;
    wanted.nameFrom = nameFrom;
    wanted.nameLength = nameLength;
    wanted.extraAt = base.extraAt;
    wanted.extraFrom = extraFrom;
    wanted.extraLength = extraLength;
    wanted.hash = hash;
    wanted.histograms = histograms;
    for (Series s = buckets[bucket(hash)]; s != null; s = s.chain) {
      if (s.hash == hash && s.histograms == histograms && haveSameLabels(s, wanted)) {
        free.add(wanted);
        return s;
      }
    }
    lent.add(wanted);
    return wanted;
  }

  private boolean haveSameLabels(Series a, Series b) {
    if (a.labelsLength() != b.labelsLength()) return false;
    boolean sameParts = a.nameAt == b.nameAt && a.nameLength == b.nameLength;
    sameParts &= a.extraLength == b.extraLength && (a.extraLength == 0 || a.extraAt == b.extraAt);
    if (sameParts
        && equal(a.baseFrom, b.baseFrom, a.baseLength)
        && equal(a.nameFrom, b.nameFrom, a.nameLength)
        && equal(a.extraFrom, b.extraFrom, a.extraLength)) return true;
    appendLabels(a, one);
    appendLabels(b, other);
    return Arrays.equals(one.array(), 0, one.size(), other.array(), 0, other.size());
  }

  private boolean equal(int a, int b, int length) {
    byte[] array = labels.array();
    return a == b || Arrays.equals(array, a, a + length, array, b, b + length);
  }

  private void appendLabels(Series series, ProtoWriter out) {
    out.clear();
    out.ensure(series.labelsLength());
    out.advance(write(series, out.array(), 0));
  }

  /** The series stands in the request from here on. */
  void add(Series series) {
    series.open = true;
    open.add(series);
    if (open.size() > buckets.length) grow();
    link(series);
    keep();
  }

  private void link(Series series) {
    int bucket = bucket(series.hash);
    series.chain = buckets[bucket];
    buckets[bucket] = series;
  }

  private int bucket(long hash) {
    return (int) hash & (buckets.length - 1);
  }

  private void grow() {
    buckets = new Series[buckets.length * 2];
    for (int i = 0; i < open.size() - 1; i++) link(open.get(i));
  }

  /** How many series stand in the request. */
  int size() {
    return open.size();
  }

  /** They are in the order in which they were opened. */
  Series get(int index) {
    return open.get(index);
  }

  /** Writes all labels of a series at {@code at}, where there is room; the index after them. */
  int write(Series series, byte[] out, int at) {
    int name = series.baseFrom + series.nameAt;
    int pos = copy(series.baseFrom, series.nameAt, out, at);
    pos = copy(series.nameFrom, series.nameLength, out, pos);
    if (series.extraLength == 0) return copy(name, series.baseLength - series.nameAt, out, pos);
    pos = copy(name, series.extraAt - series.nameAt, out, pos);
    pos = copy(series.extraFrom, series.extraLength, out, pos);
    return copy(series.baseFrom + series.extraAt, series.baseLength - series.extraAt, out, pos);
  }

  private int copy(int from, int length, byte[] out, int at) {
    if (length > 0) System.arraycopy(labels.array(), from, out, at, length);
    return at + length;
  }

  /** About what is kept in memory. */
  long bytes() {
    return labels.array().length + 128L * (free.size() + open.size()) + 4L * buckets.length;
  }
}
