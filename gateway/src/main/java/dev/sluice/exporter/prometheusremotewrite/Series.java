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

  static final Symbol[] NO_SYMBOLS = {};

  /** In remote write 1.0 the fields of a TimeSeries that hold the labels, ready to copy. */
  final byte[] labels;

  /** In remote write 2.0 names and values in turn. */
  final Symbol[] symbols;

  /** It has native histograms, else samples: no series has both. */
  final boolean histograms;

  final int hash;

  /** The next one in its bucket of the table. */
  @Nullable Series chain;

  /** If it is made of deltas, their sum so far. */
  @Nullable DeltaStream deltas;

  /** Cached points that lead here, and its deltas; at 0 it leaves the table. */
  int users;

  // In the request with the number `request`; see RequestBuffer.
  long request;
  int bodySize;
  int refsFrom;
  int refsLength;
  @Nullable Description description;
  int firstSample;
  int lastSample;
  int firstExemplar;
  int lastExemplar;
  int firstHistogram;
  int lastHistogram;
  boolean disordered;

  // The newest sample: in all requests up to the present one, and without that one.
  private long newestMillis = Long.MIN_VALUE;
  private long newestBits;
  private long earlierMillis = Long.MIN_VALUE;
  private long earlierBits;

  Series(byte[] labels, Symbol[] symbols, boolean histograms, int hash) {
    this.labels = labels;
    this.symbols = symbols;
    this.histograms = histograms;
    this.hash = histograms ? ~hash : hash;
  }

  /** Whether it stands for the same: there is one object for each symbol. */
  boolean is(Series other) {
    if (histograms != other.histograms || symbols.length != other.symbols.length) return false;
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] != other.symbols[i]) return false;
    }
    return Arrays.equals(labels, other.labels);
  }

  /** Begins in a request, without samples. */
  void begin(long newRequest, @Nullable Description newDescription) {
    request = newRequest;
    description = newDescription;
    earlierMillis = newestMillis;
    earlierBits = newestBits;
    firstSample = NONE;
    lastSample = NONE;
    firstExemplar = NONE;
    lastExemplar = NONE;
    firstHistogram = NONE;
    lastHistogram = NONE;
    disordered = false;
  }

  /** The present request has this sample. */
  void has(long millis, long valueBits) {
    if (millis < newestMillis) return;
    newestMillis = millis;
    newestBits = valueBits;
  }

  /** The backend did not take the present request. */
  void withdraw() {
    newestMillis = earlierMillis;
    newestBits = earlierBits;
  }

  /** Whether it has a sample at all, in the present request or one that was taken. */
  boolean isKnown() {
    return newestMillis != Long.MIN_VALUE;
  }

  /** Whether the backend has a newer sample, or another one of that time. */
  boolean isLate(long inRequest, long millis, long valueBits) {
    long known = request == inRequest ? earlierMillis : newestMillis;
    long knownBits = request == inRequest ? earlierBits : newestBits;
    return millis < known || (millis == known && valueBits != knownBits);
  }

  /** Whether the backend has a sample that is newer than that. */
  boolean hasNewer(long inRequest, long millis) {
    return millis < (request == inRequest ? earlierMillis : newestMillis);
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 144 + labels.length + 4 * symbols.length;
  }
}
