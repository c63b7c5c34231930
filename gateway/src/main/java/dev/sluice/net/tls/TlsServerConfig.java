package dev.sluice.net.tls;

import dev.sluice.config.Section;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code tls} of a server.
 *
 * @param clientCa if there, every client must show a certificate of these authorities
 * @param clientCaReload whether {@code client_ca_file} is read again when it is older than a second
 */
public record TlsServerConfig(TlsConfig common, @Nullable Pem clientCa, boolean clientCaReload) {

  /** Null if the section has no {@code tls}, or it is null: no TLS. */
  public static @Nullable TlsServerConfig read(Section parent) {
    Section section = parent.section("tls", "TLS for this server; absent is plain text");
    TlsConfig common = TlsConfig.read(section);
    Pem clientCa =
        Pem.read(section, "client_ca", "authorities whose certificates clients must show");
    boolean reload =
        section.flag("client_ca_file_reload", false, "read client_ca_file again when it changes");
    if (!section.isWritten()) return null;
    if (common.cert() == null && common.key() == null) {
      parent.refuse("tls", "needs cert_file and key_file", "note: without `tls` there is no TLS");
      return null;
    }
    return new TlsServerConfig(common, clientCa, reload);
  }
}
