package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Times as HTTP spells them. */
final class HttpDates {
  private HttpDates() {}

  static String in(Duration time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plus(time));
  }
}
