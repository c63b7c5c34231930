package dev.sluice.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells two values of a configuration apart, wherever they are written: equal values have the
 * same one. Secrets cannot be read out of it.
 */
final class Fingerprint {
  private final StringBuilder text = new StringBuilder();

  private Fingerprint() {}

  static String of(Node node) {
    var fingerprint = new Fingerprint();
    fingerprint.add(node);
    return hash(fingerprint.text.toString());
  }

  static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** With lengths, so that no text can pretend to be several. */
  private void add(Node node) {
    if (node instanceof MapNode map) {
      text.append('{').append(map.entries().size());
      map.entries()
          .forEach(
              (key, entry) -> {
                add('k', key);
                add(entry.value());
              });
    } else if (node instanceof ListNode list) {
      text.append('[').append(list.items().size());
      list.items().forEach(this::add);
    } else if (node instanceof ScalarNode scalar) {
      add(scalar.kind().name().charAt(0), scalar.text());
      if (scalar.original() != null) add('o', scalar.original());
    }
  }

  private void add(char kind, String part) {
    text.append(kind).append(part.length()).append(':').append(part);
  }

  /** Whether that text is one of the values. */
  static boolean mentions(Node node, String wanted) {
    if (node instanceof MapNode map) {
      return map.entries().values().stream().anyMatch(one -> mentions(one.value(), wanted));
    }
    if (node instanceof ListNode list) {
      return list.items().stream().anyMatch(one -> mentions(one, wanted));
    }
    // The collector takes ids with spaces around their parts.
    return node instanceof ScalarNode scalar
        && scalar.text().strip().replaceAll("\\s*/\\s*", "/").equals(wanted);
  }
}
