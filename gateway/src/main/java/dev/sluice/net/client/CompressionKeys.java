package dev.sluice.net.client;

import dev.sluice.config.Section;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys {@code compression} and {@code compression_params} of a client. */
final class CompressionKeys {
  private static final int ZSTD_HIGHEST = 22;

  private CompressionKeys() {}

  static Compression read(Section section, Compression dflt) {
    Encoding encoding =
        section.choice("compression", dflt.encoding(), names(), "how bodies are compressed");
    Section params = section.section("compression_params", "how much is compressed");
    int level =
        params.integer(
            "level",
            Compression.LIBRARY_LEVEL,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            "as the library counts; -1 is its own choice");
    if (level == Compression.LIBRARY_LEVEL || isLevel(encoding, level)) {
      return new Compression(encoding, level);
    }
    params.refuse(
        "level", "is none of `" + encoding.wireName() + "`", "allowed: " + range(encoding));
    return new Compression(encoding, Compression.LIBRARY_LEVEL);
  }

  private static Map<String, Encoding> names() {
    Map<String, Encoding> names = new LinkedHashMap<>();
    for (Encoding encoding : Encoding.values()) {
      if (encoding != Encoding.IDENTITY) names.put(encoding.wireName(), encoding);
    }
    names.put("none", Encoding.IDENTITY);
    names.put("", Encoding.IDENTITY);
    return names;
  }

  private static boolean isLevel(Encoding encoding, int level) {
    return switch (encoding) {
      case GZIP, ZLIB, DEFLATE -> level >= -2 && level <= 9;
      case ZSTD -> level >= 1 && level <= ZSTD_HIGHEST;
      case SNAPPY, SNAPPY_FRAMED, IDENTITY -> level == 0;
    };
  }

  private static String range(Encoding encoding) {
    return switch (encoding) {
      case GZIP, ZLIB, DEFLATE -> "-2 … 9";
      case ZSTD -> "1 … " + ZSTD_HIGHEST;
      case SNAPPY, SNAPPY_FRAMED, IDENTITY -> "none, it has no levels";
    };
  }
}
