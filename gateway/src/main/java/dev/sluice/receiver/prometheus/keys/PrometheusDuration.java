package dev.sluice.receiver.prometheus.keys;

import dev.sluice.config.Section;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as Prometheus writes them, which are not Go's: {@code 1d12h}, {@code 90s}, {@code
 * 500ms}; whole numbers, each unit once and in falling order, no fractions.
 */
public final class PrometheusDuration {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,18})y)?(?:(\\d{1,18})w)?(?:(\\d{1,18})d)?(?:(\\d{1,18})h)?"
              + "(?:(\\d{1,18})m)?(?:(\\d{1,18})s)?(?:(\\d{1,18})ms)?");

  private static final long[] MILLIS = {
    365 * 86_400_000L, 7 * 86_400_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

  private PrometheusDuration() {}

  /** Null if it is none, or more than 292 years. */
  public static @Nullable Duration parse(String text) {
    if (text.equals("0")) return Duration.ZERO;
    Matcher parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) return null;
    var millis = BigInteger.ZERO;
    for (int i = 0; i < MILLIS.length; i++) {
      String count = parts.group(i + 1);
      if (count == null) continue;
      millis = millis.add(new BigInteger(count).multiply(BigInteger.valueOf(MILLIS[i])));
    }
    return millis.bitLength() < Long.SIZE && millis.longValue() <= MAX_MILLIS
        ? Duration.ofMillis(millis.longValue())
        : null;
  }

  /** Reads a key; what is wrong is reported and answered with the default. */
  public static Duration read(Section section, String key, Duration dflt, String doc) {
    String text = section.text(key, format(dflt), doc);
    Duration duration = parse(text);
    if (duration != null) return duration;
    section.refuse(key, "must be a duration of Prometheus", "e.g.: 15s, 1m30s, 500ms, 1d");
    return dflt;
  }

  /** As one would write it. */
  public static String format(Duration duration) {
    String[] units = {"y", "w", "d", "h", "m", "s", "ms"};
    var text = new StringBuilder();
    long left = duration.toMillis();
    // From days down: nobody reads 90 days as 12w6d.
    for (int i = 2; i < units.length; i++) {
      if (left < MILLIS[i]) continue;
      text.append(left / MILLIS[i]).append(units[i]);
      left %= MILLIS[i];
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
