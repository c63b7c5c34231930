package dev.sluice.net.tls;

import dev.sluice.config.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    checkPair(section, cert, key);
    Duration reload =
        section.duration(
            "reload_interval", Duration.ZERO, "how often certificates are read again; 0s is never");
    refuseWhatIsAbsent(section);
    TlsVersion min = oldest(section, TlsVersion.BY_NAME);
    TlsVersion max = newest(section, TlsVersion.BY_NAME, min);
    return new TlsConfig(ca, system, cert, key, min, max, CipherSuites.read(section), reload);
  }

  /** As Prometheus spells it. It looks at the files all the time; we do so twice a minute. */
  static TlsConfig readTlsConfig(Section section) {
    Pem ca = Pem.read(section, "ca", "ca", "certificates of the authorities to trust");
    Pem cert = Pem.read(section, "cert", "cert", "our own certificate and its chain");
    Pem key = Pem.read(section, "key", "key", "the private key of our certificate");
    checkPair(section, cert, key);
    TlsVersion min = oldest(section, TlsVersion.BY_PROMETHEUS_NAME);
    TlsVersion max = newest(section, TlsVersion.BY_PROMETHEUS_NAME, min);
    return new TlsConfig(ca, false, cert, key, min, max, List.of(), Duration.ofSeconds(30));
  }

  private static void checkPair(Section section, @Nullable Pem cert, @Nullable Pem key) {
    if (cert != null && key == null)
      section.refuse(cert.key(), "needs a private key too", "fix: add key_file");
    if (key != null && cert == null)
      section.refuse(key.key(), "needs a certificate too", "fix: add cert_file");
  }

  private static TlsVersion oldest(Section section, Map<String, TlsVersion> names) {
    return section.choice("min_version", TlsVersion.TLS_1_2, names, "oldest protocol version");
  }

  private static TlsVersion newest(
      Section section, Map<String, TlsVersion> names, TlsVersion oldest) {
    TlsVersion newest =
        section.choice("max_version", TlsVersion.TLS_1_3, names, "newest protocol version");
    if (oldest.compareTo(newest) <= 0) return newest;
    section.refuse("min_version", "is newer than `max_version`");
    return TlsVersion.TLS_1_3;
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
