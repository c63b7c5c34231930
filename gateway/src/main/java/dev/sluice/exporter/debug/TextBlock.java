package dev.sluice.exporter.debug;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Text that is put together line by line, and handed on when it is enough. What comes from the
 * telemetry can be of several lines; those are indented, so that none looks like a line of ours.
 */
final class TextBlock {
  /** In bytes; about 400 spans with all their fields. */
  static final int ENOUGH = 256 << 10;

  private static final byte[] CONTINUED = {'\n', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
  private static final int DIGITS = 6;

  private final Consumer<String> entries;
  private final ProtoWriter out = new ProtoWriter(4096);

  TextBlock(Consumer<String> entries) {
    this.entries = entries;
  }

  /** To be called where an item begins: here the text may be cut in two. */
  void begin() {
    if (out.size() >= ENOUGH) flush();
  }

  /** Hands on what there is. */
  void flush() {
    if (out.size() == 0) return;
    String lines = out.toSlice().utf8();
    out.clear();
    entries.accept(lines);
  }

  /** Words of ours, in ASCII. */
  TextBlock add(String words) {
    out.rawAscii(words);
    return this;
  }

  TextBlock add(long number) {
    Decimals.appendLong(number, out);
    return this;
  }

  TextBlock addUnsigned(long number) {
    return number >= 0 ? add(number) : add(Long.toUnsignedString(number));
  }

  void end() {
    out.rawByte('\n');
  }

  /** A whole line of ours. */
  void line(String words) {
    add(words).end();
  }

  /** A string of the telemetry. */
  TextBlock text(ByteSlice utf8) {
    byte[] array = utf8.array();
    int run = utf8.offset();
    for (int at = run; at < utf8.end(); at++) {
      if (array[at] != '\n') continue;
      out.raw(array, run, at - run).raw(CONTINUED, 0, CONTINUED.length);
      run = at + 1;
    }
    out.raw(array, run, utf8.end() - run);
    return this;
  }

  /** An AnyValue as text, as in labels. */
  TextBlock value(Fields value) {
    ProtoWriter text = new ProtoWriter();
    ByteSlice message = value.slice();
    AnyValueText.appendText(message.array(), message.offset(), message.end(), true, text);
    return text(text.toSlice());
  }

  /** An id in hex; nothing if it is absent or all zeros. */
  TextBlock id(ByteSlice id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.at(i) == 0) continue;
      return add(HexFormat.of().formatHex(id.array(), id.offset(), id.end()));
    }
    return this;
  }

  /** A double as Go's {@code %v} prints it. */
  TextBlock general(double number) {
    Decimals.appendGeneral(number, out);
    return this;
  }

  /** A double with six digits after the point, as Go's {@code %f} prints it. */
  TextBlock fixed(double number) {
    if (!Double.isFinite(number)) {
      Decimals.appendPlain(number, out);
      return this;
    }
    if (Double.doubleToRawLongBits(number) < 0) out.rawByte('-');
    BigDecimal exact = new BigDecimal(Math.abs(number));
    return add(exact.setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString());
  }

  TextBlock time(long unixNano) {
    return add(TimeText.of(unixNano));
  }

  /** Key and value of an attribute with this between. */
  TextBlock attribute(Fields keyValue, String between) {
    return text(keyValue.bytes(Otlp.KeyValue.KEY))
        .add(between)
        .value(keyValue.message(Otlp.KeyValue.VALUE));
  }
}
