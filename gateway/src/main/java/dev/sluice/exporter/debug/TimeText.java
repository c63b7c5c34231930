package dev.sluice.exporter.debug;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as Go prints them: {@code 2018-12-13 14:51:00.5 +0000 UTC}. */
final class TimeText {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral(" +0000 UTC")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TimeText() {}

  /** Beyond the year 2262 the number is read as negative, which Go does as well. */
  static String of(long unixNano) {
    return FORM.format(
        Instant.ofEpochSecond(
            Math.floorDiv(unixNano, NANOS_PER_SECOND), Math.floorMod(unixNano, NANOS_PER_SECOND)));
  }
}
