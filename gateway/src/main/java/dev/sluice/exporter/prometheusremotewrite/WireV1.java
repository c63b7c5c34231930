package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;

/**
 * Remote write 1.0: a series has its labels with it.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">the specification</a>
 */
final class WireV1 extends Wire {
  private static final int LABEL = 1;
  private static final int LABEL_NAME = 1;
  private static final int LABEL_VALUE = 2;
  private static final byte LABEL_TAG = LABEL << 3 | 2;
  private static final byte VALUE_TAG = LABEL_VALUE << 3 | 2;

  /** Of two tags and two lengths. */
  private static final int MAX_OVERHEAD = 12;

  WireV1() {
    super(1, 3, 4);
  }

  @Override
  boolean isV2() {
    return false;
  }

  @Override
  void begin(long request) {}

  @Override
  void label(LabelName name, byte[] value, int from, int to, long hash, ProtoWriter out) {
    byte[] field = name.field;
    int length = to - from;
    int size = name.fieldLength + 1 + Varint.size(length) + length;
    out.ensure(size + MAX_OVERHEAD + Words.SPARE);
    byte[] array = out.array();
    int start = out.size();
    array[start] = LABEL_TAG;
    int at = writeLength(array, start + 1, size);
    Words.copy(field, 0, array, at, name.fieldLength);
    at += name.fieldLength;
    array[at] = VALUE_TAG;
    at = writeLength(array, at + 1, length);
    Words.copy(value, from, array, at, length);
    out.advance(at + length - start);
  }

  private static int writeLength(byte[] array, int at, int length) {
    if (length >= 0x80) return Varint.write(array, at, length);
    array[at] = (byte) length;
    return at + 1;
  }

  @Override
  void fixed(LabelName name, FixedLabels labels, int index, ProtoWriter out) {
    int length = labels.fieldLength(index);
    out.ensure(length + Words.SPARE);
    Words.copy(labels.fields(), labels.fieldStart(index), out.array(), out.size(), length);
    out.advance(length);
  }

  @Override
  void describe(MetricEntry metric, byte[] array, int helpFrom, int helpTo, Gathered metadata) {}

  @Override
  void describeTargetInfo() {}

  @Override
  int open(Series series) {
    return series.labelsLength();
  }

  @Override
  int writeLabels(Series series, SeriesTable table, byte[] out, int at) {
    return table.write(series, out, at);
  }

  @Override
  int writeEnd(Series series, byte[] out, int at) {
    return at;
  }

  @Override
  long headBytes() {
    return 0;
  }

  @Override
  int writeHead(byte[] out, int at) {
    return at;
  }

  @Override
  void appendIdentity(byte[] labels, int from, int to, ProtoWriter out) {
    out.raw(labels, from, to - from);
  }

  @Override
  int beginLabels(ProtoWriter out) {
    return out.size();
  }

  @Override
  void exemplarLabel(byte[] name, byte[] value, int from, int to, ProtoWriter out) {
    int label = out.begin(LABEL);
    out.bytes(LABEL_NAME, name).bytes(LABEL_VALUE, value, from, to - from);
    out.end(label);
  }

  @Override
  void endLabels(int start, ProtoWriter out) {}
}
