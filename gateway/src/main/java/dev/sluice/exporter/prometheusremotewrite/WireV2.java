package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Remote write 2.0: each string stands once in a request, in a table before the series, and series,
 * exemplars and metadata refer to it by number. A known series costs a look at the number of each
 * of its strings, and their bytes only where the request has not had them yet.
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

  private static final int KEEP_REF_BYTES = 1 << 20;
  private static final int MAX_REF_BYTES = 5;
  private static final String TARGET_INFO_HELP = "Target metadata";
  private static final byte[] NO_METADATA = {};

  private final SymbolTable table = new SymbolTable();
  private final Symbol empty = table.acquire(ByteSlice.EMPTY);
  private final RequestSymbols symbols = new RequestSymbols(empty);
  private final Description targetInfo =
      new Description(
          MetricMetadata.GAUGE,
          table.acquire(ByteSlice.utf8(TARGET_INFO_HELP)),
          empty,
          NO_METADATA);

  /** What exemplars say in this request, and help texts that were replaced. */
  private final ArrayList<Symbol> passing = new ArrayList<>();

  /** The label references of all open series, one after the other. */
  private ProtoWriter refs = new ProtoWriter(1024);

  WireV2() {
    super(5, 4, 3);
  }

  @Override
  boolean isV2() {
    return true;
  }

  @Override
  Series series(LabelSet labels, boolean histograms) {
    var list = new ArrayList<Symbol>();
    labels.forEach(
        (name, value) -> {
          list.add(table.acquire(ByteSlice.utf8(name)));
          list.add(table.acquire(value));
        });
    int hash = 1;
    for (Symbol symbol : list) hash = 31 * hash + symbol.hash;
    return new Series(NO_METADATA, list.toArray(Series.NO_SYMBOLS), histograms, hash);
  }

  @Override
  void forget(Series series) {
    for (Symbol symbol : series.symbols) table.release(symbol);
  }

  @Override
  void describe(MetricNode metric, byte[] array, int helpFrom, int helpTo, Gathered metadata) {
    Description known = metric.description;
    if (known != null && known.isOf(array, helpFrom, helpTo, metadata)) return;
    forget(metric);
    byte[] source = Arrays.copyOfRange(metadata.array(), metadata.from(), metadata.to());
    List<Attribute> attributes = Attribute.list(source, 0, source.length, Otlp.Metric.METADATA);
    metric.description =
        new Description(
            MetricMetadata.type(metric.kind, attributes),
            table.acquire(array, helpFrom, helpTo),
            table.acquire(ByteSlice.utf8(metric.unit)),
            source);
  }

  /** Not before the request is through: a series in it may refer to these strings. */
  @Override
  void forget(MetricNode metric) {
    Description description = metric.description;
    if (description == null) return;
    passing.add(description.help);
    passing.add(description.unit);
    metric.description = null;
  }

  @Override
  Description targetInfo() {
    return targetInfo;
  }

  @Override
  long bytes() {
    return table.bytes();
  }

  @Override
  void begin(long request) {
    symbols.begin(request);
    if (refs.array().length > KEEP_REF_BYTES) refs = new ProtoWriter(1024);
    refs.clear();
  }

  @Override
  void trim() {
    passing.forEach(table::release);
    passing.clear();
  }

  @Override
  int open(Series series) {
    int from = refs.size();
    refs.ensure(MAX_REF_BYTES * series.symbols.length);
    refs.advance(symbols.writeRefs(series.symbols, refs.array(), from) - from);
    series.refsFrom = from;
    series.refsLength = refs.size() - from;
    Description description = series.description;
    int metadata = description == null ? 0 : metadataSize(description);
    return Varint.sizeOfLen(LABELS_REFS, series.refsLength) + Varint.sizeOfLen(METADATA, metadata);
  }

  private int metadataSize(Description description) {
    return (description.type == 0 ? 0 : 2) + refSize(description.help) + refSize(description.unit);
  }

  private int refSize(Symbol symbol) {
    int ref = symbols.ref(symbol);
    return ref == 0 ? 0 : 1 + Varint.size(ref);
  }

  @Override
  int writeLabels(Series series, byte[] out, int at) {
    int length = series.refsLength;
    out[at] = LABELS_REFS_TAG;
    int pos = Varint.write(out, at + 1, length);
    System.arraycopy(refs.array(), series.refsFrom, out, pos, length);
    return pos + length;
  }

  /** Metadata, which the collector writes even if there is nothing in it. */
  @Override
  int writeEnd(Series series, byte[] out, int at) {
    Description description = series.description;
    out[at] = METADATA_TAG;
    if (description == null) {
      out[at + 1] = 0;
      return at + 2;
    }
    int pos = Varint.write(out, at + 1, metadataSize(description));
    if (description.type != 0) {
      out[pos] = TYPE_TAG;
      out[pos + 1] = (byte) description.type;
      pos += 2;
    }
    pos = writeRef(HELP_TAG, description.help, out, pos);
    return writeRef(UNIT_TAG, description.unit, out, pos);
  }

  private int writeRef(byte tag, Symbol symbol, byte[] out, int at) {
    int ref = symbols.ref(symbol);
    if (ref == 0) return at;
    out[at] = tag;
    return Varint.write(out, at + 1, ref);
  }

  @Override
  long headBytes() {
    return symbols.bytes();
  }

  @Override
  int writeHead(byte[] out, int at) {
    return symbols.writeTo(out, at);
  }

  @Override
  int beginLabels(ProtoWriter out) {
    return out.begin(LABELS_REFS);
  }

  @Override
  void label(byte[] name, byte[] value, int from, int to, ProtoWriter out) {
    out.rawVarint(passing(name, 0, name.length)).rawVarint(passing(value, from, to));
  }

  private int passing(byte[] array, int from, int to) {
    Symbol symbol = table.acquire(array, from, to);
    passing.add(symbol);
    return symbols.ref(symbol);
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
