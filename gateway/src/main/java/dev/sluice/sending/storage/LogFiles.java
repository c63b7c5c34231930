package dev.sluice.sending.storage;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Names in a log's directory.
 *
 * <pre>
 *   00000000000000000000.seg   records, from that number on
 *   00000000000000000000.ack   what became of them
 *   00000000000000000000.rest  what was left of them at an orderly end; the highest number counts
 *   00000000000000000000.spare was such a segment; a later one is written over it, or it goes
 *   00000000000000000000.former where older logs are that go first; the highest number counts
 *   corrupt-...bin             copies of what was no longer what had been written
 *   probe                      there for a moment, after a write that failed
 * </pre>
 */
final class LogFiles {
  static final String SEGMENT = ".seg";
  static final String ACKS = ".ack";
  static final String RESTS = ".rest";
  static final String SPARE = ".spare";
  static final String FORMERS = ".former";

  private LogFiles() {}

  static Path segment(Path directory, long baseSeq) {
    return directory.resolve(name(baseSeq, SEGMENT));
  }

  static Path acks(Path directory, long baseSeq) {
    return directory.resolve(name(baseSeq, ACKS));
  }

  static Path rests(Path directory, long generation) {
    return directory.resolve(name(generation, RESTS));
  }

  static Path spare(Path directory, long baseSeq) {
    return directory.resolve(name(baseSeq, SPARE));
  }

  static Path formers(Path directory, long generation) {
    return directory.resolve(name(generation, FORMERS));
  }

  static Path probe(Path directory) {
    return directory.resolve("probe");
  }

  private static String name(long baseSeq, String suffix) {
    return "%020d%s".formatted(baseSeq, suffix).toLowerCase(Locale.ROOT);
  }

  /** The number in a file's name; less than 0: it is none of that kind. */
  static long baseSeq(String name, String suffix) {
    if (!name.endsWith(suffix) || name.length() != 20 + suffix.length()) return -1;
    String digits = name.substring(0, 20);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      return -1;
    }
  }
}
