package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/**
 * One series of the request that is being written: where its labels stand, and what it gets. There
 * is one object for one set of labels, whichever points lead to it ({@link SeriesTable}), so that a
 * series stands in a request once. Used again in the next request for another one. Owner: the
 * encoder's thread.
 */
final class Series {
  static final int NONE = -1;

  // Where its labels stand: those that it shares with others of its point, and its own two, which
  // belong at these places between them.
  int baseFrom;
  int baseLength;
  int nameAt;
  int nameFrom;
  int nameLength;
  int extraAt;
  int extraFrom;
  int extraLength;

  /** Of all labels, in whatever parts they stand, and of whether these are histograms. */
  long hash;

  /** It has native histograms, else samples: no series has both. */
  boolean histograms;

  /** The next one in its bucket of the table. */
  @Nullable Series chain;

  /** If it is made of deltas, their sum so far. */
  @Nullable DeltaStream deltas;

  /** It stands in the request, and not only might. */
  boolean open;

  // What it has; see RequestBuffer.
  int bodySize;
  int firstSample;
  int lastSample;
  int firstExemplar;
  int lastExemplar;
  int firstHistogram;
  int lastHistogram;
  boolean disordered;

  /** The newest sample in this request; {@link Long#MIN_VALUE} if there is none. */
  long newestMillis;

  long newestBits;

  // In remote write 2.0 what its metric is; see WireV2.
  int type;
  int help;
  int unit;

  /** Forgets what it was before. */
  void clear() {
    open = false;
    deltas = null;
    chain = null;
    firstSample = NONE;
    lastSample = NONE;
    firstExemplar = NONE;
    lastExemplar = NONE;
    firstHistogram = NONE;
    lastHistogram = NONE;
    disordered = false;
    newestMillis = Long.MIN_VALUE;
  }

  /** The present request has this sample. */
  void has(long millis, long valueBits) {
    if (millis < newestMillis) return;
    newestMillis = millis;
    newestBits = valueBits;
  }

  /** Bytes of all labels. */
  int labelsLength() {
    return baseLength + nameLength + extraLength;
  }
}
