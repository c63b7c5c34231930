package dev.sluice.net;

import java.util.Locale;

/** How we introduce ourselves: {@code Sluice/1.2.0 (linux/amd64)}. */
public final class UserAgent {
  private UserAgent() {}

  public static String of(String version) {
    return "Sluice/%s (%s/%s)"
        .formatted(version, os(property("os.name")), arch(property("os.arch")));
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown").toLowerCase(Locale.ROOT);
  }

  private static String os(String name) {
    if (name.startsWith("mac")) return "darwin";
    return name.startsWith("windows") ? "windows" : word(name);
  }

  private static String arch(String name) {
    return name.equals("aarch64") ? "arm64" : word(name);
  }

  /** Only what may stand in a header. */
  private static String word(String text) {
    return text.replaceAll("[^a-z0-9._-]", "");
  }
}
