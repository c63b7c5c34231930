package dev.sluice.net.http;

import dev.sluice.config.Section;
import dev.sluice.net.codec.Encoding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The key {@code compression_algorithms}: which codings a request may have. */
final class AllowedEncodings {
  static final Set<Encoding> DEFAULT = Set.copyOf(EnumSet.allOf(Encoding.class));

  private static final List<String> NAMES =
      List.of("", "gzip", "zstd", "zlib", "snappy", "deflate", "x-snappy-framed");

  private AllowedEncodings() {}

  static Set<Encoding> read(Section section) {
    List<String> names =
        section.texts(
            "compression_algorithms", NAMES, "codings that a request may have; \"\" is none");
    Set<Encoding> allowed = EnumSet.noneOf(Encoding.class);
    // An empty list turns decompression off; nobody means to refuse every request.
    if (names.isEmpty()) allowed.add(Encoding.IDENTITY);
    for (String name : names) {
      Encoding encoding = Encoding.named(name);
      if (encoding == null) {
        section.warn(
            "compression_algorithms",
            "names `%s`, which is not supported".formatted(name),
            "note: requests that use it are refused");
      } else {
        allowed.add(encoding);
      }
    }
    return Set.copyOf(allowed);
  }
}
