package dev.sluice.net.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A content coding under the names it has on the wire and in configurations. {@code deflate} and
 * {@code zlib} are the same thing, zlib-wrapped deflate, as the collector has it.
 */
public enum Encoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  ZLIB("zlib"),
  DEFLATE("deflate"),
  ZSTD("zstd"),
  /** Received: framed or one block, told apart by their first bytes. Sent: one block. */
  SNAPPY("snappy"),
  SNAPPY_FRAMED("x-snappy-framed");

  private final String wireName;

  Encoding(String wireName) {
    this.wireName = wireName;
  }

  /** The value of {@code Content-Encoding}. */
  public String wireName() {
    return wireName;
  }

  /** The coding of that name in any case; empty means identity; null if it is none of ours. */
  public static @Nullable Encoding named(String name) {
    if (name.isEmpty()) return IDENTITY;
    String wanted = name.toLowerCase(Locale.ROOT);
    for (Encoding encoding : values()) {
      if (encoding.wireName.equals(wanted)) return encoding;
    }
    return null;
  }
}
