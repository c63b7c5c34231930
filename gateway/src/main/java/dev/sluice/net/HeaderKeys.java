package dev.sluice.net;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The key {@code headers} of a client: only what can be sent. */
public final class HeaderKeys {
  /** RFC 9110, section 5.6.2. */
  private static final Pattern HTTP_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** gRPC over HTTP/2, section "Requests"; names that end in -bin have values of another kind. */
  private static final Pattern GRPC_NAME = Pattern.compile("(?!grpc-)[0-9a-z_.-]+(?<!-bin)");

  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  private static final int LONGEST_VALUE = 16 << 10;

  private HeaderKeys() {}

  /** Whether a header may have that value, which no server takes beyond some KiB. */
  public static boolean isValue(String value) {
    return value.length() <= LONGEST_VALUE && VALUE.matcher(value).matches();
  }

  /** Whether that is, in lower case, the name of a header over HTTP and over gRPC. */
  public static boolean isName(String name) {
    return GRPC_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Mistakes are reported and left out. */
  public static Map<String, Secret> http(Section section) {
    return read(section, HTTP_NAME, false);
  }

  /** The same with names in lower case, as gRPC has them. */
  public static Map<String, Secret> grpc(Section section) {
    return read(section, GRPC_NAME, true);
  }

  private static Map<String, Secret> read(Section section, Pattern names, boolean lowerCase) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    section
        .secrets("headers", "sent with every request, over our own")
        .forEach(
            (written, value) -> {
              String name = lowerCase ? written.toLowerCase(Locale.ROOT) : written;
              if (!names.matcher(name).matches()) {
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
