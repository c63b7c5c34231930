package dev.sluice.exporter.prometheusremotewrite;

import java.util.Map;

/**
 * OTLP units (UCUM) as the words that Prometheus' names end in: {@code By/s} is {@code bytes} and
 * {@code per_second}. Units that are not in the tables are taken as they are, cleaned; {@code
 * {annotations}} say nothing.
 *
 * @param main the part before the slash, or empty
 * @param per the part after it with {@code per_} before it, or empty
 */
record Units(String main, String per) {
  private static final Units NONE = new Units("", "");

  private static final Map<String, String> MAIN =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tibibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));

  /** {@code min} is not in it: {@code 1/min} is {@code per_min}, as the collector has it. */
  private static final Map<String, String> PER =
      Map.of(
          "s", "second",
          "m", "minute",
          "h", "hour",
          "d", "day",
          "w", "week",
          "mo", "month",
          "y", "year");

  /** Cleaned of what may not stand in a name. */
  static Units of(String unit) {
    Units words = asSent(unit);
    return new Units(clean(words.main), clean(words.per));
  }

  /** With whatever stands in units that are not in the tables. */
  static Units asSent(String unit) {
    if (unit.isEmpty()) return NONE;
    int slash = unit.indexOf('/');
    String main = word(slash < 0 ? unit : unit.substring(0, slash), MAIN);
    String per = slash < 0 ? "" : word(unit.substring(slash + 1), PER);
    return new Units(main, per.isEmpty() ? "" : "per_" + per);
  }

  private static String word(String part, Map<String, String> table) {
    String unit = trim(part);
    if (unit.indexOf('{') >= 0 || unit.indexOf('}') >= 0) return "";
    return table.getOrDefault(unit, unit);
  }

  /** Both parts as one word, for metadata: without underscores at its ends. */
  String text() {
    String both = main.isEmpty() || per.isEmpty() ? main + per : main + "_" + per;
    int from = both.startsWith("_") ? 1 : 0;
    int to = both.length() > from && both.endsWith("_") ? both.length() - 1 : both.length();
    return both.substring(from, to);
  }

  /** Letters, digits and colons stay, a run of anything else is one underscore, none leads. */
  private static String clean(String word) {
    var cleaned = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (MetricNames.isNameChar(c)) {
        cleaned.append(c);
      } else if (cleaned.length() > 0 && cleaned.charAt(cleaned.length() - 1) != '_') {
        cleaned.append('_');
      }
    }
    return cleaned.toString();
  }

  /** Spaces in Unicode's sense, which the no-break spaces are too. */
  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) from++;
    while (to > from && isSpace(text.charAt(to - 1))) to--;
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
  }
}
