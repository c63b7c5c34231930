package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.Exemplar;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Exemplars: {@code 1 labels 2 double value 3 int64 milliseconds}. Their labels are {@code
 * trace_id} and {@code span_id}, in hexadecimal, and the filtered attributes under their own keys,
 * left out where all together have more characters than Prometheus takes. Owner: the encoder's
 * thread.
 */
final class Exemplars {
  private static final int VALUE = 2;
  private static final int TIME = 3;

  private static final String TRACE_ID = "trace_id";
  private static final String SPAN_ID = "span_id";
  private static final byte[] TRACE_ID_UTF8 = TRACE_ID.getBytes(StandardCharsets.UTF_8);
  private static final byte[] SPAN_ID_UTF8 = SPAN_ID.getBytes(StandardCharsets.UTF_8);

  /** Prometheus drops exemplars whose names and values are longer together. */
  private static final int MAX_CHARACTERS = 128;

  private static final String HEX = "0123456789abcdef";

  private final Wire wire;
  private final RequestBuffer buffer;
  private final ProtoCursor exemplar = new ProtoCursor();
  private final Gathered attributes = new Gathered();
  private final Gathered traceId = new Gathered();
  private final Gathered spanId = new Gathered();
  private final ProtoCursor keyValues = new ProtoCursor();
  private final ProtoCursor keyValue = new ProtoCursor();
  private final ProtoCursor value = new ProtoCursor();
  private final ProtoWriter text = new ProtoWriter();
  private long time;
  private long valueBits;

  Exemplars(Wire wire, RequestBuffer buffer) {
    this.wire = wire;
    this.buffer = buffer;
  }

  /** Adds all exemplars of a point, which are its fields of that number, to one series. */
  void write(ProtoCursor point, int field, Series target) {
    while (point.next()) {
      if (!point.isLen(field)) continue;
      read(point);
      addTo(target);
    }
  }

  /** Reads the exemplar that is the cursor's present field. */
  void read(ProtoCursor point) {
    time = 0;
    valueBits = 0;
    attributes.clear();
    traceId.clear();
    spanId.clear();
    point.into(exemplar);
    while (exemplar.next()) {
      if (exemplar.isFixed64(Exemplar.TIME_UNIX_NANO)) {
        time = exemplar.fixed64();
      } else if (exemplar.isFixed64(Exemplar.AS_DOUBLE)) {
        valueBits = exemplar.fixed64();
      } else if (exemplar.isFixed64(Exemplar.AS_INT)) {
        valueBits = Values.ofInteger(exemplar.fixed64());
      } else if (exemplar.isLen(Exemplar.TRACE_ID)) {
        traceId.clear();
        traceId.addValue(exemplar);
      } else if (exemplar.isLen(Exemplar.SPAN_ID)) {
        spanId.clear();
        spanId.addValue(exemplar);
      } else if (exemplar.isLen(Exemplar.FILTERED_ATTRIBUTES)) {
        attributes.addField(exemplar);
      }
    }
  }

  /** The value of the exemplar that was read last. */
  double value() {
    return Double.longBitsToDouble(valueBits);
  }

  /** Adds the exemplar that was read last. */
  void addTo(Series target) {
    ProtoWriter out = buffer.partBytes();
    int start = out.size();
    int labels = wire.beginLabels(out);
    if (attributes.length() > 0 && characters() <= MAX_CHARACTERS) {
      writeAllLabels(out);
    } else {
      writeId(SPAN_ID_UTF8, spanId, out);
      writeId(TRACE_ID_UTF8, traceId, out);
    }
    wire.endLabels(labels, out);
    long millis = Values.millis(time);
    if (valueBits != 0) out.fixed64(VALUE, valueBits);
    if (millis != 0) out.varint(TIME, millis);
    buffer.exemplar(target, millis, start);
  }

  /** Unicode characters in the names and values of all labels; agents often send too many. */
  private int characters() {
    int characters = isZero(traceId) ? 0 : TRACE_ID.length() + 2 * traceId.length();
    if (!isZero(spanId)) characters += SPAN_ID.length() + 2 * spanId.length();
    keyValues.reset(attributes.array(), attributes.from(), attributes.to());
    while (keyValues.next()) {
      for (keyValues.into(keyValue); keyValue.next(); ) {
        if (keyValue.isLen(Otlp.KeyValue.KEY)) {
          characters += characters(keyValue.array(), keyValue.valueStart(), keyValue.valueEnd());
        } else if (keyValue.isLen(Otlp.KeyValue.VALUE)) {
          characters += charactersOfValue();
        }
      }
    }
    return characters;
  }

  /** Without making anything of the values that agents send, strings and integers. */
  private int charactersOfValue() {
    text.clear();
    keyValue.into(value);
    if (value.next() && value.valueEnd() == keyValue.valueEnd()) {
      if (value.isLen(Otlp.AnyValue.STRING_VALUE)) {
        return characters(value.array(), value.valueStart(), value.valueEnd());
      }
      if (value.isVarint(Otlp.AnyValue.INT_VALUE)) {
        Decimals.appendLong(value.varint(), text);
        return text.size();
      }
    }
    AnyValueText.appendText(
        keyValue.array(), keyValue.valueStart(), keyValue.valueEnd(), true, text);
    return characters(text.array(), 0, text.size());
  }

  private static int characters(byte[] utf8, int from, int to) {
    int characters = 0;
    for (int i = from; i < to; i++) {
      if ((utf8[i] & 0xC0) != 0x80) characters++;
    }
    return characters;
  }

  /** Writes ids and attributes, sorted. */
  private void writeAllLabels(ProtoWriter out) {
    var labels = new LabelSet();
    List<Attribute> filtered =
        Attribute.list(
            attributes.array(), attributes.from(), attributes.to(), Exemplar.FILTERED_ATTRIBUTES);
    for (Attribute attribute : filtered) {
      if (!attribute.key().isEmpty()) labels.put(attribute.key(), attribute.value());
    }
    putId(SPAN_ID, spanId, labels);
    putId(TRACE_ID, traceId, labels);
    labels.forEach(
        (name, value) ->
            wire.exemplarLabel(
                name.getBytes(StandardCharsets.UTF_8),
                value.array(),
                value.offset(),
                value.end(),
                out));
  }

  private static void putId(String name, Gathered id, LabelSet labels) {
    if (isZero(id)) return;
    labels.put(name, HexFormat.of().formatHex(id.array(), id.from(), id.to()));
  }

  private void writeId(byte[] name, Gathered id, ProtoWriter out) {
    if (isZero(id)) return;
    text.clear();
    for (int i = id.from(); i < id.to(); i++) {
      text.rawByte(HEX.charAt(id.array()[i] >> 4 & 0xF)).rawByte(HEX.charAt(id.array()[i] & 0xF));
    }
    wire.exemplarLabel(name, text.array(), 0, text.size(), out);
  }

  private static boolean isZero(Gathered id) {
    for (int i = id.from(); i < id.to(); i++) {
      if (id.array()[i] != 0) return false;
    }
    return true;
  }
}
