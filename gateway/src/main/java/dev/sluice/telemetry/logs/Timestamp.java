package dev.sluice.telemetry.logs;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** {@code 2026-01-02T03:04:05.678Z}: always UTC and always of this width. */
final class Timestamp {
  private Timestamp() {}

  static void append(long epochMillis, StringBuilder out) {
    long seconds = Math.floorDiv(epochMillis, 1000L);
    var time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    digits(time.getYear(), 4, out).append('-');
    digits(time.getMonthValue(), 2, out).append('-');
    digits(time.getDayOfMonth(), 2, out).append('T');
    digits(time.getHour(), 2, out).append(':');
    digits(time.getMinute(), 2, out).append(':');
    digits(time.getSecond(), 2, out).append('.');
    digits(Math.floorMod(epochMillis, 1000), 3, out).append('Z');
  }

  private static StringBuilder digits(int number, int width, StringBuilder out) {
    String text = Integer.toString(number);
    for (int i = text.length(); i < width; i++) out.append('0');
    return out.append(text);
  }
}
