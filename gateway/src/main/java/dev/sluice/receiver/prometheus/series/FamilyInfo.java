package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.FamilyType;

/** What the pages said about a name in {@code # TYPE}, {@code # HELP} and {@code # UNIT}. */
final class FamilyInfo {
  /** For a name of which nothing was said. */
  static final FamilyInfo NONE = new FamilyInfo();

  FamilyType type = FamilyType.UNKNOWN;
  String help = "";
  String unit = "";

  /** Changes with every change, so that what was made of it can be made again. */
  int version;

  /** The last page that said anything. */
  int lastPage;

  FamilyInfo() {}

  private FamilyInfo(FamilyType type, String help, String unit) {
    this.type = type;
    this.help = help;
    this.unit = unit;
  }

  static FamilyInfo gauge(String help, String unit) {
    return new FamilyInfo(FamilyType.GAUGE, help, unit);
  }
}
