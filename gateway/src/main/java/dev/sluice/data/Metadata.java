package dev.sluice.data;

import java.util.List;
import java.util.Map;

/**
 * What a client said beside its telemetry: header values under lower-case names, kept where a
 * receiver's {@code include_metadata} asks for it. Immutable.
 *
 * @param headers values in the order they came, by lower-case name
 * @param peer the client's address, or empty
 */
public record Metadata(Map<String, List<String>> headers, String peer) {
  public static final Metadata EMPTY = new Metadata(Map.of(), "");

  /** The values of one header, in any case; empty if it was not sent. */
  public List<String> values(String name) {
    return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
  }
}
