package dev.sluice.net.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Our own certificate and key, as the JDK wants them. */
final class Identity {
  private static final char[] NO_PASSWORD = {};

  private Identity() {}

  static X509ExtendedKeyManager load(Pem cert, Pem key) throws TlsException {
    List<X509Certificate> chain = PemCertificates.load(cert);
    PrivateKey privateKey = PemKey.load(key);
    try {
      checkPair(chain.get(0).getPublicKey(), privateKey);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate[] certificates = chain.toArray(X509Certificate[]::new);
      store.setKeyEntry("own", privateKey, NO_PASSWORD, certificates);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      for (KeyManager manager : factory.getKeyManagers()) {
        if (manager instanceof X509ExtendedKeyManager found) return found;
      }
      throw new TlsException("this JDK has no key manager");
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(
          "%s does not fit %s: %s".formatted(key.where(), cert.where(), e.getMessage()), e);
    }
  }

  /** Nothing in the JDK notices that a key is another certificate's before a client does. */
  private static void checkPair(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (privateKey.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> privateKey.getAlgorithm();
            });
    byte[] probe = {1, 2, 3};
    signature.initSign(privateKey);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(probe);
    if (!signature.verify(signed)) throw new GeneralSecurityException("not a pair");
  }
}
