package dev.sluice.receiver.prometheus.series;

import java.util.Map;

/** Unit words of OpenMetrics ({@code bytes_per_second}) as UCUM codes ({@code By/s}). */
final class Units {
  private static final String PER = "_per_";

  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("days", "d"),
          Map.entry("hours", "h"),
          Map.entry("minutes", "min"),
          Map.entry("seconds", "s"),
          Map.entry("milliseconds", "ms"),
          Map.entry("microseconds", "us"),
          Map.entry("nanoseconds", "ns"),
          Map.entry("bytes", "By"),
          Map.entry("kibibytes", "KiBy"),
          Map.entry("mebibytes", "MiBy"),
          Map.entry("gibibytes", "GiBy"),
          Map.entry("tibibytes", "TiBy"),
          Map.entry("kilobytes", "KBy"),
          Map.entry("megabytes", "MBy"),
          Map.entry("gigabytes", "GBy"),
          Map.entry("terabytes", "TBy"),
          Map.entry("meters", "m"),
          Map.entry("volts", "V"),
          Map.entry("amperes", "A"),
          Map.entry("joules", "J"),
          Map.entry("watts", "W"),
          Map.entry("grams", "g"),
          Map.entry("celsius", "Cel"),
          Map.entry("hertz", "Hz"),
          Map.entry("ratio", "1"),
          Map.entry("percent", "%"));

  private static final Map<String, String> PER_CODES =
      Map.of(
          "second", "s", "minute", "m", "hour", "h", "day", "d", "week", "w", "month", "mo", "year",
          "y");

  private Units() {}

  /** A word that is in no table stays as it is. */
  static String toUcum(String unit) {
    int per = unit.indexOf(PER);
    if (per < 0) return CODES.getOrDefault(unit, unit);
    String main = unit.substring(0, per);
    String divisor = unit.substring(per + PER.length());
    String code = CODES.getOrDefault(main, main);
    return divisor.isEmpty() ? code : code + "/" + PER_CODES.getOrDefault(divisor, divisor);
  }
}
