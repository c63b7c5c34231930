package dev.sluice.net.tls;

import dev.sluice.config.Section;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What servers and clients have in common under {@code tls}.
 *
 * @param cipherSuites empty is the JDK's choice; those of TLS 1.3 are always on
 * @param reloadInterval zero is never
 */
record TlsConfig(
    @Nullable Pem ca,
    boolean includeSystemCas,
    @Nullable Pem cert,
    @Nullable Pem key,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> cipherSuites,
    Duration reloadInterval) {

  static final TlsConfig DEFAULT =
      new TlsConfig(
          null,
          false,
          null,
          null,
          TlsVersion.TLS_1_2,
          TlsVersion.TLS_1_3,
          List.of(),
          Duration.ZERO);

  static TlsConfig read(Section section) {
    Pem ca = Pem.read(section, "ca", "certificates of the authorities to trust");
    boolean system =
        section.flag(
            "include_system_ca_certs_pool", false, "trust the system's authorities besides");
    Pem cert = Pem.read(section, "cert", "our own certificate and its chain");
    Pem key = Pem.read(section, "key", "the private key of our certificate");
    if (cert != null && key == null)
      section.refuse(cert.key(), "needs a private key too", "fix: add key_file");
    if (key != null && cert == null)
      section.refuse(key.key(), "needs a certificate too", "fix: add cert_file");
    Duration reload =
        section.duration(
            "reload_interval", Duration.ZERO, "how often certificates are read again; 0s is never");
    refuseWhatIsAbsent(section);
    TlsVersion min =
        section.choice(
            "min_version", TlsVersion.TLS_1_2, TlsVersion.BY_NAME, "oldest protocol version");
    TlsVersion max =
        section.choice(
            "max_version", TlsVersion.TLS_1_3, TlsVersion.BY_NAME, "newest protocol version");
    if (min.compareTo(max) > 0) {
      section.refuse("min_version", "is newer than `max_version`");
      max = TlsVersion.TLS_1_3;
    }
    return new TlsConfig(ca, system, cert, key, min, max, CipherSuites.read(section), reload);
  }

  private static void refuseWhatIsAbsent(Section section) {
    section.ignored("curve_preferences", "the JDK chooses the curves");
    section.ignored("include_insecure_cipher_suites", "the JDK has none");
    Section tpm = section.section("tpm", "keys in a TPM, which are not supported");
    if (tpm.flag("enabled", false, "not supported")) {
      tpm.refuse("enabled", "cannot be true: keys in a TPM are not supported", "fix: use key_file");
    }
    for (String key : List.of("path", "owner_auth", "auth")) tpm.ignored(key, "there is no TPM");
  }

  /** The protocol versions under the JDK's names. */
  String[] protocols() {
    return TlsVersion.range(minVersion, maxVersion);
  }
}
