package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One series: its labels, encoded once, and what it gets in the request that is being written.
 * There is one object for one set of labels, whichever points lead to it ({@link SeriesTable}), so
 * that a series stands in a request once. Owner: the encoder's thread.
 */
final class Series {
  static final int NONE = -1;

  /** The fields of a TimeSeries that hold the labels, ready to copy. */
  final byte[] labels;

  final int hash;

  /** The next one in its bucket of the table. */
  @Nullable Series chain;

  /** Cached points that lead here; at 0 it leaves the table. */
  int users;

  // In the request with the number `request`; see RequestBuffer.
  long request;
  int bodySize;
  int firstSample;
  int lastSample;
  int firstExemplar;
  int lastExemplar;
  int firstHistogram;
  int lastHistogram;
  boolean disordered;

  Series(byte[] labels, int hash) {
    this.labels = labels;
    this.hash = hash;
  }

  boolean hasLabels(byte[] other) {
    return Arrays.equals(labels, other);
  }

  /** Begins in a request, with nothing but labels. */
  void begin(long newRequest) {
    request = newRequest;
    bodySize = labels.length;
    firstSample = NONE;
    lastSample = NONE;
    firstExemplar = NONE;
    lastExemplar = NONE;
    firstHistogram = NONE;
    lastHistogram = NONE;
    disordered = false;
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 96 + labels.length;
  }
}
