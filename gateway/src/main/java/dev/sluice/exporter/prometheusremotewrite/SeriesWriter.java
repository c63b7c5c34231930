package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes series as fields of a request, whose size was measured before, into the room that was made
 * for them: labels, samples, exemplars and histograms in the order of their fields, then what else
 * there is ({@link Wire}). What a sample takes is known here, to whoever measures.
 *
 * <pre>
 *   Sample   1 double value   2 int64 milliseconds   3 int64 start milliseconds (2.0 alone)
 * </pre>
 */
final class SeriesWriter {
  private static final byte SAMPLE_TAG = 2 << 3 | 2;
  private static final byte VALUE_TAG = 1 << 3 | 1;
  private static final byte TIME_TAG = 2 << 3;
  private static final byte START_TAG = 3 << 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Wire wire;
  private final SeriesTable table;
  private final Entries samples;
  private final Entries parts;

  /** Exemplars and histograms are ranges of the {@code partBytes} given with each series. */
  SeriesWriter(Wire wire, SeriesTable table, Entries samples, Entries parts) {
    this.wire = wire;
    this.table = table;
    this.samples = samples;
    this.parts = parts;
  }

  /** Bytes of a sample as a field of its series; zeros are left out. */
  static int sampleSize(long millis, long valueBits, long start) {
    return 2 + bodySize(millis, valueBits, start);
  }

  private static int bodySize(long millis, long valueBits, long start) {
    return (valueBits == 0 ? 0 : 9)
        + (millis == 0 ? 0 : 1 + Varint.size(millis))
        + (start == 0 ? 0 : 1 + Varint.size(start));
  }

  /** Writes at {@code at}, where there is room, and returns the index after it. */
  int write(Series series, byte[] partBytes, byte[] out, int at) {
    out[at] = (byte) (wire.seriesField << 3 | 2);
    int pos = Varint.write(out, at + 1, series.bodySize);
    pos = wire.writeLabels(series, table, out, pos);
    for (int i = series.firstSample; i != Series.NONE; i = samples.next(i)) {
      pos = writeSample(samples.time(i), samples.payload(i), samples.start(i), out, pos);
    }
    boolean exemplarsFirst = wire.exemplarField < wire.histogramField;
    if (exemplarsFirst) pos = writeExemplars(series, partBytes, out, pos);
    pos = writeParts(wire.histogramField, series.firstHistogram, partBytes, out, pos);
    if (!exemplarsFirst) pos = writeExemplars(series, partBytes, out, pos);
    return wire.writeEnd(series, out, pos);
  }

  private int writeExemplars(Series series, byte[] partBytes, byte[] out, int at) {
    return writeParts(wire.exemplarField, series.firstExemplar, partBytes, out, at);
  }

  private static int writeSample(long millis, long valueBits, long start, byte[] out, int at) {
    out[at] = SAMPLE_TAG;
    out[at + 1] = (byte) bodySize(millis, valueBits, start);
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
    if (start != 0) {
      out[pos] = START_TAG;
      pos = Varint.write(out, pos + 1, start);
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
