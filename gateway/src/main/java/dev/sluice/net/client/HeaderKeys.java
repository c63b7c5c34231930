package dev.sluice.net.client;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The key {@code headers} of a client: only what can be sent. RFC 9110, section 5. */
final class HeaderKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  private HeaderKeys() {}

  static Map<String, Secret> read(Section section) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    section
        .secrets("headers", "sent with every request, over our own")
        .forEach(
            (name, value) -> {
              if (!NAME.matcher(name).matches()) {
                section.refuse("headers", "has a name that no header can have: '" + name + "'");
              } else if (!VALUE.matcher(value.reveal()).matches()) {
                section.refuse(
                    "headers",
                    "has a value that no header can have",
                    "note: '%s' has a line break or a character beyond ASCII".formatted(name));
              } else {
                headers.put(name, value);
              }
            });
    return Map.copyOf(headers);
  }
}
