package dev.sluice.net.tls;

import dev.sluice.config.Section;

/**
 * The key {@code tls} of a client.
 *
 * @param insecure plain text where the URL does not say; means nothing for HTTP, whose URL does
 * @param serverNameOverride the name to ask for and to verify; empty is the host of the URL
 */
public record TlsClientConfig(
    TlsConfig common, boolean insecure, boolean insecureSkipVerify, String serverNameOverride) {
  public static final TlsClientConfig DEFAULT =
      new TlsClientConfig(TlsConfig.DEFAULT, false, false, "");

  public static TlsClientConfig read(Section parent) {
    Section section = parent.section("tls", "TLS towards the server");
    TlsConfig common = TlsConfig.read(section);
    boolean insecure = section.flag("insecure", false, "no TLS (for gRPC)");
    String name =
        section.text(
            "server_name_override", "", "the name that the server's certificate must have");
    return new TlsClientConfig(common, insecure, skipVerify(section), name);
  }

  private static boolean skipVerify(Section section) {
    boolean skips =
        section.flag("insecure_skip_verify", false, "accept any certificate from anyone");
    if (skips) {
      section.warn(
          "insecure_skip_verify",
          "turns the check of the server's certificate off",
          "note: anyone between here and there can read and change what is sent",
          "fix: ca_file: the certificate of the server's authority");
    }
    return skips;
  }

  /** The key {@code tls_config}: the same in Prometheus' words. */
  public static TlsClientConfig readTlsConfig(Section parent) {
    Section section = parent.section("tls_config", "TLS towards the server");
    return new TlsClientConfig(
        TlsConfig.readTlsConfig(section),
        false,
        skipVerify(section),
        section.text("server_name", "", "the name that the server's certificate must have"));
  }

  /** Whether to speak plain text to a server whose address does not say. */
  public boolean isPlainText() {
    return insecure && common.ca() == null;
  }
}
