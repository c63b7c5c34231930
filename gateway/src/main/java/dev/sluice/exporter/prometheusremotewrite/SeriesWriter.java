package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes series as fields of a WriteRequest, whose size was measured before, into the room that was
 * made for them. What a sample takes is known here, to whoever measures.
 *
 * <pre>
 *   WriteRequest  1 TimeSeries { 1 Label* 2 Sample* 3 Exemplar* 4 Histogram* }
 *   Sample        1 double value   2 int64 milliseconds
 * </pre>
 */
final class SeriesWriter {
  static final int TIME_SERIES = 1;
  static final int EXEMPLAR = 3;
  static final int HISTOGRAM = 4;

  private static final byte TIME_SERIES_TAG = TIME_SERIES << 3 | 2;
  private static final byte SAMPLE_TAG = 2 << 3 | 2;
  private static final byte VALUE_TAG = 1 << 3 | 1;
  private static final byte TIME_TAG = 2 << 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Entries samples;
  private final Entries parts;

  /** Exemplars and histograms are ranges of the {@code partBytes} given with each series. */
  SeriesWriter(Entries samples, Entries parts) {
    this.samples = samples;
    this.parts = parts;
  }

  /** Bytes of a sample as a field of its series; zeros are left out. */
  static int sampleSize(long millis, long valueBits) {
    return 2 + bodySize(millis, valueBits);
  }

  private static int bodySize(long millis, long valueBits) {
    return (valueBits == 0 ? 0 : 9) + (millis == 0 ? 0 : 1 + Varint.size(millis));
  }

  /** Writes at {@code at}, where there is room, and returns the index after it. */
  int write(Series series, byte[] partBytes, byte[] out, int at) {
    out[at] = TIME_SERIES_TAG;
    int pos = Varint.write(out, at + 1, series.bodySize);
    System.arraycopy(series.labels, 0, out, pos, series.labels.length);
    pos += series.labels.length;
    for (int i = series.firstSample; i != Series.NONE; i = samples.next(i)) {
      pos = writeSample(samples.time(i), samples.payload(i), out, pos);
    }
    pos = writeParts(EXEMPLAR, series.firstExemplar, partBytes, out, pos);
    return writeParts(HISTOGRAM, series.firstHistogram, partBytes, out, pos);
  }

  private static int writeSample(long millis, long valueBits, byte[] out, int at) {
    out[at] = SAMPLE_TAG;
    out[at + 1] = (byte) bodySize(millis, valueBits);
    int pos = at + 2;
    if (valueBits != 0) {
      out[pos] = VALUE_TAG;
      LONGS.set(out, pos + 1, valueBits);
      pos += 1 + Long.BYTES;
    }
    if (millis != 0) {
      out[pos] = TIME_TAG;
      pos = Varint.write(out, pos + 1, millis);
    }
    return pos;
  }

  private int writeParts(int field, int first, byte[] partBytes, byte[] out, int at) {
    int pos = at;
    for (int i = first; i != Series.NONE; i = parts.next(i)) {
      long range = parts.payload(i);
      int length = (int) range;
      out[pos] = (byte) (field << 3 | 2);
      pos = Varint.write(out, pos + 1, length);
      System.arraycopy(partBytes, (int) (range >>> 32), out, pos, length);
      pos += length;
    }
    return pos;
  }
}
