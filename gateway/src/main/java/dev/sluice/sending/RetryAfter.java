package dev.sluice.sending;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} in all its spellings (RFC 9110, section 10.2.3): seconds or a
 * date. What cannot be read counts as not sent.
 */
public final class RetryAfter {
  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /**
   * Reads the header's value; null if there is none to read.
   *
   * @param value as sent, or null
   * @param nowMillis the wall clock, to which a date is compared; a date in the past is zero
   */
  public static @Nullable Duration parse(@Nullable String value, long nowMillis) {
    if (value == null) return null;
    String text = value.strip();
    if (text.isEmpty()) return null;
    return Character.isDigit(text.charAt(0)) ? seconds(text) : date(text, nowMillis);
  }

  private static @Nullable Duration seconds(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return null;
    }
    // More digits than a century has seconds: the pacer's cap will do.
    if (text.length() > MAX_DIGITS) return Duration.ofDays(365);
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static @Nullable Duration date(String text, long nowMillis) {
    try {
      var format = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
      long at = Instant.from(format.parse(text)).toEpochMilli();
      return Duration.ofMillis(Math.max(0, at - nowMillis));
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
