package dev.sluice.receiver.prometheus.page;

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
}
