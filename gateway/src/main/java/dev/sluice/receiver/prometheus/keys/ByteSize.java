package dev.sluice.receiver.prometheus.keys;

import dev.sluice.config.Section;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as Prometheus writes them: {@code 10MB} or {@code 10MiB}, both with 1024 to a step. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:([KMGT])i?)?B?");
  private static final String STEPS = "KMGT";

  private ByteSize() {}

  /** Zero, which means no limit, if the key is absent or wrong; what is wrong is reported. */
  public static long read(Section section, String key, long dflt, String doc) {
    String text = section.text(key, dflt == 0 ? "0" : dflt + "B", doc);
    Matcher size = FORM.matcher(text);
    if (!size.matches()) {
      section.refuse(key, "must be a size", "e.g.: 10MiB, 512KB, 0 for none");
      return dflt;
    }
    String step = size.group(2);
    int shift = step == null ? 0 : 10 * (STEPS.indexOf(step) + 1);
    return Long.parseLong(size.group(1)) << shift;
  }

  /** {@code 25 MiB}. */
  public static String format(long bytes) {
    if (bytes >= 1 << 20) return oneDigit(bytes, 1 << 20) + " MiB";
    return bytes >= 1 << 10 ? oneDigit(bytes, 1 << 10) + " KiB" : bytes + " bytes";
  }

  private static String oneDigit(long bytes, int unit) {
    String text = String.format(Locale.ROOT, "%.1f", bytes / (double) unit);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
