package dev.sluice.config;

/**
 * A setting that is being read, for messages.
 *
 * @param expected what it wants, in words
 * @param lenient see {@link Section#asWrittenOutAgain}
 */
record Target(String key, String path, String expected, boolean lenient) {
  Target item(int index) {
    return new Target(key + "[" + index + "]", path + "[" + index + "]", "text", lenient);
  }

  Target entry(String name) {
    return new Target(name, path + "::" + name, "text", lenient);
  }

  /** The setting with another value, as one would write it; items of lists have no key. */
  String with(String value) {
    return key.endsWith("]") ? value : key + ": " + value;
  }
}
