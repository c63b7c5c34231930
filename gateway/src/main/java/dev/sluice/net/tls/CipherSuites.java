package dev.sluice.net.tls;

import dev.sluice.config.Section;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The key {@code cipher_suites}, by the names of IANA, which Go and the JDK share. */
final class CipherSuites {
  private static final String TLS_1_3 = "TLS_(AES|CHACHA20).*";

  private CipherSuites() {}

  /** Those that the JDK has; others are reported. */
  static List<String> read(Section section) {
    List<String> written =
        section.texts("cipher_suites", List.of(), "cipher suites of TLS 1.2, by IANA's names");
    // To ask the JDK loads all of its TLS, which most configurations have no use for.
    if (written.isEmpty()) return List.of();
    Set<String> known = supported();
    List<String> chosen = new ArrayList<>();
    for (String name : written) {
      if (known.contains(name)) {
        chosen.add(name);
      } else {
        section.refuse("cipher_suites", "names a suite that is not available: " + name);
      }
    }
    return List.copyOf(chosen);
  }

  /** What to enable: the chosen, and all of TLS 1.3, which cannot be chosen in Go either. */
  static List<String> enabled(List<String> chosen) {
    Set<String> enabled = new LinkedHashSet<>();
    supported().stream().filter(name -> name.matches(TLS_1_3)).forEach(enabled::add);
    enabled.addAll(chosen);
    return List.copyOf(enabled);
  }

  private static Set<String> supported() {
    try {
      return new LinkedHashSet<>(
          Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
