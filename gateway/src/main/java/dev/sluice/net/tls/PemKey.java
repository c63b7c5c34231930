package dev.sluice.net.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key in PEM text: PKCS#8, or the older forms of RSA (PKCS#1, cert-manager's default)
 * and of elliptic curves (SEC 1, what openssl ecparam writes).
 */
final class PemKey {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----([^-]*)-----END");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PemKey() {}

  static PrivateKey load(Pem pem) throws TlsException {
    Matcher block = KEY.matcher(pem.load());
    if (!block.find()) throw new TlsException(pem.where() + ": holds no private key");
    String kind = block.group(1).strip();
    String body = block.group(2);
    if (kind.equals("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw new TlsException(pem.where() + ": the key is encrypted; store it without a passphrase");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(body.strip());
      return switch (kind) {
        case "" -> pkcs8(der);
        case "RSA" -> pkcs8(Der.pkcs8OfRsa(der));
        case "EC" -> pkcs8(Der.pkcs8OfEc(der));
        default -> throw new TlsException(pem.where() + ": unknown kind of key " + kind);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(pem.where() + ": the private key cannot be read", e);
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException ignored) {
        // Not of this algorithm; the last word is said below.
      }
    }
    throw new InvalidKeySpecException("neither RSA, EC nor EdDSA");
  }
}
