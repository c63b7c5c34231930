package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;

/**
 * Remote write 2.0: each string stands once in a request, in a table before the series, and series,
 * exemplars and metadata refer to it by number. Names of labels, and what a resource gives to all
 * its series, are looked up once in a request.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">the specification</a>
 */
final class WireV2 extends Wire {
  private static final int LABELS_REFS = 1;
  private static final byte LABELS_REFS_TAG = LABELS_REFS << 3 | 2;
  private static final int METADATA = 5;
  private static final byte METADATA_TAG = METADATA << 3 | 2;
  private static final byte TYPE_TAG = 1 << 3;
  private static final byte HELP_TAG = 3 << 3;
  private static final byte UNIT_TAG = 4 << 3;
  private static final int MAX_REF_BYTES = 5;

  /** A number that has not been looked up yet. */
  private static final int UNKNOWN = -1;

  private static final byte[] NOTHING = {};
  private static final byte[] TARGET_INFO_HELP = ByteSlice.utf8("Target metadata").toByteArray();

  private final RequestSymbols symbols = new RequestSymbols();
  private long request;

  // What the metric of the series that are opened says of itself.
  private int type;
  private byte[] helpArray = NOTHING;
  private int helpFrom;
  private int helpTo;
  private byte[] unit = NOTHING;
  private int helpRef;
  private int unitRef;

  WireV2() {
    super(5, 4, 3);
  }

  @Override
  boolean isV2() {
    return true;
  }

  @Override
  void begin(long newRequest) {
    request = newRequest;
    symbols.begin();
    describe(0, NOTHING, 0, 0, NOTHING);
  }

  @Override
  void label(LabelName name, byte[] value, int from, int to, long hash, ProtoWriter out) {
    writeRefs(ref(name), symbols.ref(value, from, to, hash), out);
  }

  private int ref(LabelName name) {
    if (name.request != request) {
      name.request = request;
      name.ref = symbols.ref(name.name, 0, name.name.length, name.hash);
    }
    return name.ref;
  }

  private static void writeRefs(int name, int value, ProtoWriter out) {
    out.ensure(2 * MAX_REF_BYTES);
    int start = out.size();
    int at = RequestSymbols.write(out.array(), start, name);
    out.advance(RequestSymbols.write(out.array(), at, value) - start);
  }

  @Override
  void fixed(LabelName name, FixedLabels labels, int index, ProtoWriter out) {
    int nameRef = ref(name);
    int valueRef = labels.ref(index);
    if (valueRef == UNKNOWN) {
      int start = labels.start(index);
      int end = start + labels.length(index);
      valueRef = symbols.ref(labels.array(), start, end, labels.valueHash(index));
      labels.setRef(index, valueRef);
    }
    writeRefs(nameRef, valueRef, out);
  }

  @Override
  void describe(MetricEntry metric, byte[] array, int from, int to, Gathered metadata) {
    describe(metric.type(metadata), array, from, to, metric.unit);
  }

  @Override
  void describeTargetInfo() {
    describe(MetricMetadata.GAUGE, TARGET_INFO_HELP, 0, TARGET_INFO_HELP.length, NOTHING);
  }

  private void describe(int newType, byte[] array, int from, int to, byte[] newUnit) {
    type = newType;
    helpArray = array;
    helpFrom = from;
    helpTo = to;
    helpRef = UNKNOWN;
    unit = newUnit;
    unitRef = UNKNOWN;
  }

  @Override
  int open(Series series) {
    if (helpRef == UNKNOWN) {
      helpRef = symbols.ref(helpArray, helpFrom, helpTo, Hash64.of(helpArray, helpFrom, helpTo));
      unitRef = symbols.ref(unit, 0, unit.length, Hash64.of(unit));
    }
    series.type = type;
    series.help = helpRef;
    series.unit = unitRef;
    return Varint.sizeOfLen(LABELS_REFS, series.labelsLength())
        + Varint.sizeOfLen(METADATA, metadataSize(series));
  }

  private static int metadataSize(Series series) {
    return (series.type == 0 ? 0 : 2) + refSize(series.help) + refSize(series.unit);
  }

  private static int refSize(int ref) {
    return ref == 0 ? 0 : 1 + Varint.size(ref);
  }

  @Override
  int writeLabels(Series series, SeriesTable table, byte[] out, int at) {
    out[at] = LABELS_REFS_TAG;
    return table.write(series, out, Varint.write(out, at + 1, series.labelsLength()));
  }

  /** Metadata, which the collector writes even if there is nothing in it. */
  @Override
  int writeEnd(Series series, byte[] out, int at) {
    out[at] = METADATA_TAG;
    int pos = Varint.write(out, at + 1, metadataSize(series));
    if (series.type != 0) {
      out[pos] = TYPE_TAG;
      out[pos + 1] = (byte) series.type;
      pos += 2;
    }
    pos = writeRef(HELP_TAG, series.help, out, pos);
    return writeRef(UNIT_TAG, series.unit, out, pos);
  }

  private static int writeRef(byte tag, int ref, byte[] out, int at) {
    if (ref == 0) return at;
    out[at] = tag;
    return RequestSymbols.write(out, at + 1, ref);
  }

  @Override
  long headBytes() {
    return symbols.bytes();
  }

  @Override
  int writeHead(byte[] out, int at) {
    return symbols.writeTo(out, at);
  }

  /** The strings themselves, as their numbers are of one request. */
  @Override
  void appendIdentity(byte[] labels, int from, int to, ProtoWriter out) {
    for (int at = from; at < to; ) {
      int ref = 0;
      int shift = 0;
      for (; labels[at] < 0; shift += 7) ref |= (labels[at++] & 0x7F) << shift;
      symbols.append(ref | (labels[at++] << shift), out);
    }
  }

  @Override
  int beginLabels(ProtoWriter out) {
    return out.begin(LABELS_REFS);
  }

  @Override
  void exemplarLabel(byte[] name, byte[] value, int from, int to, ProtoWriter out) {
    int nameRef = symbols.ref(name, 0, name.length, Hash64.of(name));
    writeRefs(nameRef, symbols.ref(value, from, to, Hash64.of(value, from, to)), out);
  }

  @Override
  void endLabels(int start, ProtoWriter out) {
    if (out.size() == start) {
      out.truncate(start - 2);
    } else {
      out.end(start);
    }
  }
}
