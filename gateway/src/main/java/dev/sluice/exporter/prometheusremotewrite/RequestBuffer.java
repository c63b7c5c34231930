package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import java.util.ArrayList;

/**
 * One WriteRequest of remote write 1.0 while it is put together: series in the order in which they
 * were first seen, each once, with its samples, exemplars and native histograms sorted by time. Its
 * size is known exactly at every moment. Kept from request to request; owner: the encoder's thread.
 *
 * <pre>
 *   WriteRequest  1 TimeSeries { 1 Label* 2 Sample* 3 Exemplar* 4 Histogram* }
 *   Sample        1 double value   2 int64 milliseconds
 * </pre>
 */
final class RequestBuffer {
  private static final int TIME_SERIES = 1;
  private static final int SAMPLE = 2;
  private static final int EXEMPLAR = 3;
  private static final int HISTOGRAM = 4;
  private static final int SAMPLE_VALUE = 1;
  private static final int SAMPLE_TIME = 2;

  private static final int KEEP_PART_BYTES = 1 << 20;

  private final ArrayList<Series> series = new ArrayList<>();

  /** Samples, with the bits of their values. */
  private final Entries samples = new Entries();

  /** Exemplars and histograms, with where their message stands in {@link #partBytes}. */
  private final Entries parts = new Entries();

  private ProtoWriter partBytes = new ProtoWriter(1024);

  private long request;
  private long size;
  private long sampleCount;

  /** Begins a new request. */
  void clear() {
    request++;
    size = 0;
    sampleCount = 0;
    series.clear();
    samples.clear();
    parts.clear();
    if (partBytes.array().length > KEEP_PART_BYTES) partBytes = new ProtoWriter(1024);
    partBytes.clear();
  }

  /** The number of the present request, never that of another. */
  long request() {
    return request;
  }

  /** Bytes that {@link #writeTo} will write. */
  long size() {
    return size;
  }

  int series() {
    return series.size();
  }

  /** Samples and native histograms. */
  long samples() {
    return sampleCount;
  }

  /** Adds a sample; one that the series has already, time and value, is not added again. */
  void sample(Series target, long millis, long valueBits) {
    open(target);
    int last = target.lastSample;
    if (last != Series.NONE && millis <= samples.time(last)) {
      if (millis == samples.time(last) && valueBits == samples.payload(last)) return;
      target.disordered |= millis < samples.time(last);
    }
    int entry = samples.add(millis, valueBits);
    if (last == Series.NONE) {
      target.firstSample = entry;
    } else {
      samples.link(last, entry);
    }
    target.lastSample = entry;
    grow(target, 2 + sampleBodySize(millis, valueBits));
    sampleCount++;
  }

  /** Where the caller writes the message of an exemplar or histogram before it adds it. */
  ProtoWriter partBytes() {
    return partBytes;
  }

  /** Adds an exemplar, whose message is what was written since {@code start}. */
  void exemplar(Series target, long millis, int start) {
    open(target);
    int entry = parts.add(millis, range(start));
    int last = target.lastExemplar;
    if (last == Series.NONE) {
      target.firstExemplar = entry;
    } else {
      parts.link(last, entry);
      target.disordered |= millis < parts.time(last);
    }
    target.lastExemplar = entry;
    grow(target, Varint.sizeOfLen(EXEMPLAR, partBytes.size() - start));
  }

  /** Adds a native histogram, whose message is what was written since {@code start}. */
  void histogram(Series target, long millis, int start) {
    open(target);
    int entry = parts.add(millis, range(start));
    int last = target.lastHistogram;
    if (last == Series.NONE) {
      target.firstHistogram = entry;
    } else {
      parts.link(last, entry);
      target.disordered |= millis < parts.time(last);
    }
    target.lastHistogram = entry;
    grow(target, Varint.sizeOfLen(HISTOGRAM, partBytes.size() - start));
    sampleCount++;
  }

  private long range(int start) {
    return (long) start << 32 | (partBytes.size() - start);
  }

  private void open(Series target) {
    if (target.request == request) return;
    target.begin(request);
    series.add(target);
    size += Varint.sizeOfLen(TIME_SERIES, target.bodySize);
  }

  private void grow(Series target, int bytes) {
    int before = target.bodySize;
    int after = Math.addExact(before, bytes);
    target.bodySize = after;
    size += bytes + Varint.size(after) - Varint.size(before);
  }

  /** Writes the request; {@link #size} bytes. */
  void writeTo(ProtoWriter out) {
    out.ensure(Math.toIntExact(size));
    int start = out.size();
    for (int i = 0; i < series.size(); i++) write(series.get(i), out);
    if (out.size() - start != size) {
      throw new IllegalStateException(
          "measured %d bytes, wrote %d".formatted(size, out.size() - start));
    }
  }

  private void write(Series s, ProtoWriter out) {
    if (s.disordered) sort(s);
    out.tag(TIME_SERIES, 2).rawVarint(s.bodySize).raw(s.labels, 0, s.labels.length);
    for (int i = s.firstSample; i != Series.NONE; i = samples.next(i)) {
      writeSample(samples.time(i), samples.payload(i), out);
    }
    writeParts(EXEMPLAR, s.firstExemplar, out);
    writeParts(HISTOGRAM, s.firstHistogram, out);
  }

  private void sort(Series s) {
    s.firstSample = samples.sort(s.firstSample);
    s.firstExemplar = parts.sort(s.firstExemplar);
    s.firstHistogram = parts.sort(s.firstHistogram);
  }

  private static int sampleBodySize(long millis, long valueBits) {
    return (valueBits == 0 ? 0 : 9) + (millis == 0 ? 0 : 1 + Varint.size(millis));
  }

  private static void writeSample(long millis, long valueBits, ProtoWriter out) {
    out.tag(SAMPLE, 2).rawByte(sampleBodySize(millis, valueBits));
    if (valueBits != 0) out.fixed64(SAMPLE_VALUE, valueBits);
    if (millis != 0) out.varint(SAMPLE_TIME, millis);
  }

  private void writeParts(int field, int first, ProtoWriter out) {
    for (int i = first; i != Series.NONE; i = parts.next(i)) {
      long range = parts.payload(i);
      out.bytes(field, partBytes.array(), (int) (range >>> 32), (int) range);
    }
  }
}
