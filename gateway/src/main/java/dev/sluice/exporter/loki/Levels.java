package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;

/** Severity numbers as the label {@code level} writes them. */
final class Levels {
  static final LabelName LABEL = LabelName.of("level");

  private static final String[] NAMES = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
  private static final ByteSlice[] TEXTS = new ByteSlice[24];

  static {
    for (int i = 0; i < TEXTS.length; i++) {
      TEXTS[i] = ByteSlice.utf8(NAMES[i / 4] + (i % 4 == 0 ? "" : i % 4 + 1));
    }
  }

  /** How many {@link #index}es there are. */
  static final int COUNT = TEXTS.length + 2;

  private Levels() {}

  /** Empty for a number that has no name. */
  static ByteSlice text(int severityNumber) {
    return severityNumber >= 1 && severityNumber <= TEXTS.length
        ? TEXTS[severityNumber - 1]
        : ByteSlice.EMPTY;
  }

  /** A small number that is the same for severities of the same text; 0 is no severity. */
  static int index(int severityNumber) {
    return severityNumber >= 0 && severityNumber <= TEXTS.length ? severityNumber : COUNT - 1;
  }
}
