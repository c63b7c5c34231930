package dev.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 300ms}, {@code 1.5s}, {@code 2h45m}. */
final class GoDuration {
  static final String UNITS = "ns us ms s m h, e.g. 1m30s";

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,18}\\.?[0-9]{0,18}|\\.[0-9]{1,18})(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /** Null if the text is no duration or exceeds what Go can hold (292 years). */
  static @Nullable Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) return Duration.ZERO;
    if (rest.isEmpty() || rest.length() > 200) return null;
    var nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!part.region(at, rest.length()).lookingAt()) return null;
      BigDecimal count = number(part.group(1));
      nanos = nanos.add(count.multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
      at = part.end();
    }
    if (nanos.compareTo(MOST) > 0) return null;
    long whole = nanos.longValue();
    return Duration.ofNanos(negative ? -whole : whole);
  }

  private static BigDecimal number(String digits) {
    return new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
  }

  /** As one would write it: {@code 1m30s}, {@code 200ms}. */
  static String format(Duration duration) {
    if (duration.isZero()) return "0s";
    long nanos = duration.toNanos();
    if (nanos < 0) return "-" + format(duration.negated());
    var text = new StringBuilder();
    nanos = take(text, nanos, "h");
    nanos = take(text, nanos, "m");
    nanos = take(text, nanos, "s");
    nanos = take(text, nanos, "ms");
    nanos = take(text, nanos, "us");
    take(text, nanos, "ns");
    return text.toString();
  }

  private static long take(StringBuilder text, long nanos, String unit) {
    long size = NANOS.getOrDefault(unit, 1L);
    if (nanos >= size) text.append(nanos / size).append(unit);
    return nanos % size;
  }
}
