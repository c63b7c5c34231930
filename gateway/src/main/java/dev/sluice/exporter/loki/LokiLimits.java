package dev.sluice.exporter.loki;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's limits as Loki shows them under {@code /config/tenant/v1/limits}, in YAML or JSON.
 * What it does not show is unknown: by default, Loki shows but a few. Reads the outermost keys
 * alone; never fails. Immutable.
 */
final class LokiLimits {
  /** What a number is that is not shown. */
  static final long UNKNOWN = -1;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)B?");
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|[ywdhms])");
  private static final long MIB = 1 << 20;

  private final String text;

  private LokiLimits(String text) {
    this.text = text;
  }

  static LokiLimits read(String yamlOrJson) {
    return new LokiLimits(yamlOrJson);
  }

  /** Bytes a second. */
  long rate() {
    return mebibytes("ingestion_rate_mb");
  }

  /** Bytes at once. */
  long burst() {
    return mebibytes("ingestion_burst_size_mb");
  }

  /** Bytes of a line; 0 is any number. */
  long maxLineSize() {
    return size("max_line_size");
  }

  boolean isLongLineCut() {
    return "true".equals(value("max_line_size_truncate"));
  }

  long maxLabelNames() {
    return size("max_label_names_per_series");
  }

  /** 0 is any number. */
  long maxStreams() {
    return size("max_global_streams_per_user");
  }

  /** Bytes that one stream may have at once. */
  long streamBurst() {
    return size("per_stream_rate_limit_burst");
  }

  long maxMetadataSize() {
    return size("max_structured_metadata_size");
  }

  long maxMetadataEntries() {
    return size("max_structured_metadata_entries_count");
  }

  /** Loki leaves the key out where it says no, but then it shows the others about metadata. */
  boolean isMetadataRefused() {
    String allowed = value("allow_structured_metadata");
    return allowed == null ? maxMetadataSize() != UNKNOWN : allowed.equals("false");
  }

  /** How old a line may be; null if that is unknown or no limit. */
  @Nullable Duration maxAge() {
    String age = value("reject_old_samples_max_age");
    if (age == null || "false".equals(value("reject_old_samples"))) return null;
    Matcher part = TIME.matcher(age);
    long millis = 0;
    while (part.find()) millis += Long.parseLong(part.group(1)) * millis(part.group(2));
    return millis == 0 ? null : Duration.ofMillis(millis);
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      case "w" -> 604_800_000;
      default -> 31_536_000_000L;
    };
  }

  private long mebibytes(String key) {
    String value = value(key);
    if (value == null || !value.matches("[0-9.eE+]{1,20}")) return UNKNOWN;
    try {
      double bytes = new BigDecimal(value).doubleValue() * MIB;
      return bytes > Long.MAX_VALUE / 2.0 ? UNKNOWN : (long) bytes;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** {@code 256KB}, {@code 3MB}, {@code 0B} or a plain number. */
  private long size(String key) {
    String value = value(key);
    if (value == null) return UNKNOWN;
    Matcher size = SIZE.matcher(value.toUpperCase(Locale.ROOT));
    if (!size.matches()) return UNKNOWN;
    int shift = size.group(2).isEmpty() ? 0 : 10 * ("KMGT".indexOf(size.group(2)) + 1);
    long number = Long.parseLong(size.group(1));
    return number > Long.MAX_VALUE >> shift ? UNKNOWN : number << shift;
  }

  private @Nullable String value(String key) {
    Matcher found =
        Pattern.compile("(?m)(?:^\"?|[{,]\\s*\")" + key + "\"?:\\s*[\"']?([^\"',}\\r\\n]{1,100})")
            .matcher(text);
    return found.find() ? found.group(1).strip() : null;
  }
}
