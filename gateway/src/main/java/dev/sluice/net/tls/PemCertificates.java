package dev.sluice.net.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificates in PEM text, in their order; whatever stands between them is passed over. */
final class PemCertificates {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private PemCertificates() {}

  static List<X509Certificate> load(Pem pem) throws TlsException {
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = CERTIFICATE.matcher(pem.load());
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        byte[] text = block.group().getBytes(StandardCharsets.ISO_8859_1);
        Certificate certificate = factory.generateCertificate(new ByteArrayInputStream(text));
        found.add((X509Certificate) certificate);
      }
    } catch (CertificateException e) {
      throw new TlsException(
          "%s: certificate %d cannot be read".formatted(pem.where(), found.size() + 1), e);
    }
    if (found.isEmpty()) throw new TlsException(pem.where() + ": holds no certificate");
    return found;
  }
}
