package dev.sluice.exporter.prometheusremotewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * OTLP metric names as Prometheus names, by the rules of the collector's newer naming: ASCII alone,
 * colons kept. With suffixes {@code http.server.duration} in {@code s} is {@code
 * http_server_duration_seconds}. Where names stay as they were sent, {@code
 * http.server.duration_seconds}. Pure; for metrics that are new, not for every point.
 *
 * @param namespace put before every name, with an underscore; may be empty
 */
record MetricNames(String namespace, Strategy strategy) {
  private static final int MAX_LOGGED = 200;

  /**
   * The name, or empty if nothing legal is left of it ({@code ようこそ}).
   *
   * @param counter whether it is a monotonic sum, which ends in {@code _total}
   * @param gauge whether it is a gauge, which in the unit {@code 1} ends in {@code _ratio}
   */
  String name(String name, String unit, boolean counter, boolean gauge) {
    if (!strategy.escapes) return asSent(name, unit, counter, gauge);
    String translated =
        strategy.suffixes ? withSuffixes(name, unit, counter, gauge) : withoutSuffixes(name);
    return translated.equals(name) || hasMoreThanUnderscores(translated) ? translated : "";
  }

  private String withSuffixes(String name, String unit, boolean counter, boolean gauge) {
    List<String> tokens = tokens(name, false);
    addUnit(tokens, Units.of(unit));
    if (counter) moveToEnd(tokens, "total");
    if (gauge && unit.equals("1")) moveToEnd(tokens, "ratio");
    if (!namespace.isEmpty()) tokens.add(0, namespace);
    return withoutLeadingDigit(String.join("_", tokens));
  }

  /** Suffixes that the name ends in already are moved to the end, not said twice. */
  private String asSent(String name, String unit, boolean counter, boolean gauge) {
    if (name.isEmpty()) return "";
    String whole = namespace.isEmpty() ? name : namespace + "_" + name;
    if (!strategy.suffixes) return whole;
    Units units = Units.asSent(unit);
    boolean ratio = gauge && unit.equals("1");
    if (ratio) whole = withoutEnd(whole, "ratio");
    if (counter) whole = withoutEnd(whole, "total");
    whole = withoutEnd(whole, units.per());
    if (!whole.endsWith(units.main())) whole += "_" + units.main();
    if (!units.per().isEmpty()) whole += "_" + units.per();
    if (counter) whole += "_total";
    return ratio ? whole + "_ratio" : whole;
  }

  /** Without {@code end} and the one character before it, unless nothing would be left. */
  private static String withoutEnd(String name, String end) {
    int before = name.length() - end.length();
    if (end.isEmpty() || !name.endsWith(end) || before < 2) return name;
    return name.substring(0, name.offsetByCodePoints(before, -1));
  }

  /** A unit as one word, for metadata. */
  String unit(String unit) {
    return (strategy.escapes ? Units.of(unit) : Units.asSent(unit)).text();
  }

  /** A unit that the name has already is not said twice. */
  private static void addUnit(List<String> tokens, Units units) {
    String main = tokens.contains(units.main()) ? "" : units.main();
    String per = units.per().equals("per_") ? "" : withoutTrailingUnderscore(units.per());
    if (tokens.contains(per)) per = "";
    if (!per.isEmpty()) main = withoutTrailingUnderscore(main);
    if (!main.isEmpty()) tokens.add(main);
    if (!per.isEmpty()) tokens.add(per);
  }

  private static void moveToEnd(List<String> tokens, String token) {
    tokens.removeIf(token::equals);
    tokens.add(token);
  }

  private String withoutSuffixes(String name) {
    String clean = String.join("_", tokens(name, true));
    return namespace.isEmpty() ? withoutLeadingDigit(clean) : namespace + "_" + clean;
  }

  /**
   * The runs of characters that may stand in a name. Underscores separate, or stay as they are with
   * {@code keepUnderscores}.
   */
  private static List<String> tokens(String name, boolean keepUnderscores) {
    var tokens = new ArrayList<String>();
    int start = -1;
    for (int i = 0; i <= name.length(); i++) {
      boolean inside =
          i < name.length()
              && (isNameChar(name.charAt(i)) || (keepUnderscores && name.charAt(i) == '_'));
      if (inside && start < 0) start = i;
      if (!inside && start >= 0) {
        tokens.add(name.substring(start, i));
        start = -1;
      }
    }
    return tokens;
  }

  /** A namespace that is legal as the beginning of names; what is not is replaced. */
  static String legalNamespace(String namespace) {
    return withoutLeadingDigit(String.join("_", tokens(namespace, true)));
  }

  /** A metric's name as it was sent, short enough for a log line. */
  static String forLog(byte[] utf8, int from, int to) {
    int end = Math.min(to, from + MAX_LOGGED);
    String name =
        new String(utf8, from, end - from, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    return end < to ? name + "..." : name;
  }

  static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':';
  }

  private static String withoutLeadingDigit(String name) {
    boolean digit = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
    return digit ? "_" + name : name;
  }

  private static String withoutTrailingUnderscore(String word) {
    return word.endsWith("_") ? word.substring(0, word.length() - 1) : word;
  }

  private static boolean hasMoreThanUnderscores(String name) {
    return name.chars().anyMatch(c -> c != '_');
  }
}
