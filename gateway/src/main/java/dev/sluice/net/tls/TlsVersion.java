package dev.sluice.net.tls;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Protocol versions, oldest first. */
enum TlsVersion {
  TLS_1_0("1.0", "TLSv1"),
  TLS_1_1("1.1", "TLSv1.1"),
  TLS_1_2("1.2", "TLSv1.2"),
  TLS_1_3("1.3", "TLSv1.3");

  static final Map<String, TlsVersion> BY_NAME = byName();

  /** {@code TLS12}. */
  static final Map<String, TlsVersion> BY_PROMETHEUS_NAME = byPrometheusName();

  private final String configName;
  private final String jdkName;

  TlsVersion(String configName, String jdkName) {
    this.configName = configName;
    this.jdkName = jdkName;
  }

  private static Map<String, TlsVersion> byName() {
    Map<String, TlsVersion> names = new LinkedHashMap<>();
    for (TlsVersion version : values()) names.put(version.configName, version);
    return names;
  }

  private static Map<String, TlsVersion> byPrometheusName() {
    Map<String, TlsVersion> names = new LinkedHashMap<>();
    BY_NAME.forEach((name, version) -> names.put("TLS" + name.replace(".", ""), version));
    return names;
  }

  /** The JDK's names of all versions from {@code min} to {@code max}. */
  static String[] range(TlsVersion min, TlsVersion max) {
    return Arrays.stream(values())
        .filter(version -> version.compareTo(min) >= 0 && version.compareTo(max) <= 0)
        .map(version -> version.jdkName)
        .toArray(String[]::new);
  }
}
