package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request while it is put together: series in the order in which they were first seen, each
 * once, with its samples, exemplars and native histograms sorted by time, one value for one time.
 * Kept from request to request; owner: the encoder's thread.
 */
final class RequestBuffer {
  private static final int KEEP_PART_BYTES = 1 << 20;

  /** How far a list is searched for a time, each time. */
  private static final int MAX_SEARCH = 64;

  private final ArrayList<Series> disordered = new ArrayList<>();

  /** Samples, with the bits of their values. */
  private final Entries samples = new Entries();

  /** Exemplars and histograms, with where their message stands in {@link #partBytes}. */
  private final Entries parts = new Entries();

  private final Wire wire;
  private final SeriesTable series;
  private final History history;
  private final SeriesWriter writer;
  private ProtoWriter partBytes = new ProtoWriter(1024);

  private Selection selection = Selection.ALL;
  private long request;
  private boolean taken;
  private long size;
  private long sampleCount;
  private int histogramCount;
  private int exemplarCount;
  private long newestMillis;

  /**
   * @param series those of the request
   * @param history what the backend has of them
   */
  RequestBuffer(Wire wire, SeriesTable series, History history) {
    this.wire = wire;
    this.series = series;
    this.history = history;
    this.writer = new SeriesWriter(wire, series, samples, parts);
  }

  /** Begins a new request. The one before counts as refused, unless it was said to be taken. */
  void begin(Selection newSelection) {
    taken = false;
    selection = newSelection;
    request++;
    size = 0;
    sampleCount = 0;
    histogramCount = 0;
    exemplarCount = 0;
    newestMillis = Long.MIN_VALUE;
    wire.begin(request);
    series.begin();
    disordered.clear();
    samples.clear();
    parts.clear();
    if (partBytes.array().length > KEEP_PART_BYTES) partBytes = new ProtoWriter(1024);
    partBytes.clear();
  }

  /** The backend has the present request. */
  void taken() {
    if (taken) return;
    taken = true;
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      if (s.newestMillis != Long.MIN_VALUE) history.put(s.hash, s.newestMillis, s.newestBits);
    }
  }

  /** Whether it has the request that was made last. */
  boolean isTaken() {
    return taken;
  }

  boolean isV2() {
    return wire.isV2();
  }

  /** The number of the present request, never that of another. */
  long request() {
    return request;
  }

  /** Bytes that {@link #writeTo} will write; before {@link #finish} it may be a few too many. */
  long size() {
    return series.size() == 0 ? 0 : size + wire.headBytes();
  }

  int series() {
    return series.size();
  }

  /** The newest sample's time; {@link Long#MIN_VALUE} if there is none. */
  long newestMillis() {
    return newestMillis;
  }

  long samples() {
    return sampleCount;
  }

  int histograms() {
    return histogramCount;
  }

  int exemplars() {
    return exemplarCount;
  }

  /** Why a sample must not stand in the request, or null. */
  @Nullable Omission objection(Series target, long millis, long valueBits) {
    int same = sampleAt(target, millis);
    if (same != Series.NONE && samples.payload(same) != valueBits) return Omission.CONFLICT;
    return unwanted(target, millis, valueBits);
  }

  /** Why the selection does not want a sample, or null. */
  @Nullable Omission unwanted(Series target, long millis, long valueBits) {
    return selection.objection(target, history, millis, valueBits);
  }

  /** Whether the backend has a sample of that series that is newer than that. */
  boolean hasNewer(Series target, long millis) {
    return history.find(target.hash) && millis < history.millis();
  }

  /** Whether a series has a sample at all, in the present request or one that was taken. */
  boolean isKnown(Series target) {
    return target.newestMillis != Long.MIN_VALUE || history.find(target.hash);
  }

  boolean takesHistograms() {
    return selection.nativeHistograms();
  }

  /** Adds a sample that counts from no particular time on. */
  void sample(Series target, long millis, long valueBits) {
    sample(target, millis, valueBits, 0);
  }

  /**
   * Adds a sample, unless the series has one of that time.
   *
   * @param startMillis when the series began to count; 0 if that is unknown
   */
  void sample(Series target, long millis, long valueBits, long startMillis) {
    long start = wire.isV2() ? startMillis : 0;
    open(target);
    int last = target.lastSample;
    if (last != Series.NONE) {
      if (sampleAt(target, millis) != Series.NONE) return;
      if (millis < samples.time(last)) disorder(target);
    }
    int entry = samples.add(millis, valueBits, start);
    if (last == Series.NONE) {
      target.firstSample = entry;
    } else {
      samples.link(last, entry);
    }
    target.lastSample = entry;
    target.has(millis, valueBits);
    newestMillis = Math.max(newestMillis, millis);
    grow(target, SeriesWriter.sampleSize(millis, valueBits, start));
    sampleCount++;
  }

  private int sampleAt(Series target, long millis) {
    if (target.lastSample == Series.NONE) return Series.NONE;
    long last = samples.time(target.lastSample);
    if (millis == last) return target.lastSample;
    if (millis > last && !target.disordered) return Series.NONE;
    return samples.find(target.firstSample, millis, MAX_SEARCH);
  }

  private int histogramAt(Series target, long millis) {
    int last = target.lastHistogram;
    if (last == Series.NONE || millis == parts.time(last)) return last;
    if (millis > parts.time(last) && !target.disordered) return Series.NONE;
    return parts.find(target.firstHistogram, millis, MAX_SEARCH);
  }

  private void disorder(Series target) {
    if (target.disordered) return;
    target.disordered = true;
    disordered.add(target);
  }

  /** Where the caller writes the message of an exemplar or histogram before it adds it. */
  ProtoWriter partBytes() {
    return partBytes;
  }

  /** Adds an exemplar, whose message is what was written since {@code start}. */
  void exemplar(Series target, long millis, int start) {
    open(target);
    int entry = parts.add(millis, range(start), 0);
    int last = target.lastExemplar;
    if (last == Series.NONE) {
      target.firstExemplar = entry;
    } else {
      parts.link(last, entry);
      if (millis < parts.time(last)) disorder(target);
    }
    target.lastExemplar = entry;
    grow(target, Varint.sizeOfLen(wire.exemplarField, partBytes.size() - start));
    exemplarCount++;
  }

  /**
   * Adds a native histogram, whose message is what was written since {@code start}; not if the
   * series has one of that time, and false if that is another.
   */
  boolean histogram(Series target, long millis, long count, int start) {
    open(target);
    int same = histogramAt(target, millis);
    if (same != Series.NONE) {
      boolean equal = isPart(same, start);
      partBytes.truncate(start);
      return equal;
    }
    int entry = parts.add(millis, range(start), 0);
    int last = target.lastHistogram;
    if (last == Series.NONE) {
      target.firstHistogram = entry;
    } else {
      parts.link(last, entry);
      if (millis < parts.time(last)) disorder(target);
    }
    target.lastHistogram = entry;
    target.has(millis, count);
    newestMillis = Math.max(newestMillis, millis);
    grow(target, Varint.sizeOfLen(wire.histogramField, partBytes.size() - start));
    histogramCount++;
    return true;
  }

  /** Whether that entry's message is what was written since {@code start}. */
  private boolean isPart(int entry, int start) {
    long range = parts.payload(entry);
    int from = (int) (range >>> 32);
    byte[] bytes = partBytes.array();
    return Arrays.equals(bytes, from, from + (int) range, bytes, start, partBytes.size());
  }

  private long range(int start) {
    return (long) start << 32 | (partBytes.size() - start);
  }

  private void open(Series target) {
    if (target.open) return;
    target.bodySize = wire.open(target);
    series.add(target);
    size += Varint.sizeOfLen(wire.seriesField, target.bodySize);
  }

  private void grow(Series target, int bytes) {
    int before = target.bodySize;
    int after = Math.addExact(before, bytes);
    target.bodySize = after;
    size += bytes + Varint.size(after) - Varint.size(before);
  }

  /** Brings into order what came in disorder. To be called once, before {@link #writeTo}. */
  void finish() {
    for (Series s : disordered) {
      s.firstExemplar = parts.sort(s.firstExemplar);
      s.firstHistogram = parts.sort(s.firstHistogram);
      s.firstSample = samples.sort(s.firstSample);
      dropRepeatedTimes(s);
    }
  }

  /** What was not found for the length of the list: the first of a time stays. */
  private void dropRepeatedTimes(Series s) {
    sampleCount -=
        samples.dropRepeatedTimes(
            s.firstSample,
            i ->
                grow(
                    s,
                    -SeriesWriter.sampleSize(
                        samples.time(i), samples.payload(i), samples.start(i))));
    histogramCount -=
        parts.dropRepeatedTimes(
            s.firstHistogram,
            i -> grow(s, -Varint.sizeOfLen(wire.histogramField, (int) parts.payload(i))));
  }

  /** Writes the request; {@link #size} bytes. */
  void writeTo(ProtoWriter out) {
    if (series.size() == 0) return;
    long expected = size();
    out.ensure(Math.toIntExact(expected));
    int start = out.size();
    int at = wire.writeHead(out.array(), start);
    for (int i = 0; i < series.size(); i++) {
      at = writer.write(series.get(i), partBytes.array(), out.array(), at);
    }
    if (at - start != expected) {
      throw new IllegalStateException(
          "measured %d bytes, wrote %d".formatted(expected, at - start));
    }
    out.advance(at - start);
  }
}
