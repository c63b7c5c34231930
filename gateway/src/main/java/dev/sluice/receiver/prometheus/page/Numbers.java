package dev.sluice.receiver.prometheus.page;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;

/** Numbers in texts that are not pages, such as the bound of a bucket. */
public final class Numbers {
  private Numbers() {}

  /** Reads what a page could have as a value; NaN if the text is anything else. */
  public static double parse(String text) {
    byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
    var reader = new NumberReader();
    return reader.read(bytes, 0) == bytes.length - 1 ? reader.value() : Double.NaN;
  }

  /** As OpenMetrics writes a bound: {@code 1.0}, {@code 0.25}, {@code 1e+06}, {@code +Inf}. */
  static String openMetrics(double value) {
    var out = new ProtoWriter(32);
    Decimals.appendGeneral(value, out);
    String text = new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
    boolean isWhole = Double.isFinite(value) && text.indexOf('.') < 0 && text.indexOf('e') < 0;
    return isWhole ? text + ".0" : text;
  }
}
