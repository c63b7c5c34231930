package dev.sluice.cli;

/** Which build this is. */
final class Version {
  /** As in the jar's manifest; {@code development} outside of a jar. */
  static final String NUMBER = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
