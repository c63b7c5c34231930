package dev.sluice.net.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust. */
final class Authorities {
  private Authorities() {}

  /** Those in {@code ca}; the system's if there is none, or besides. */
  static X509ExtendedTrustManager load(@Nullable Pem ca, boolean includeSystem)
      throws TlsException {
    try {
      if (ca == null) return managerOf(null);
      List<X509Certificate> trusted = new ArrayList<>(PemCertificates.load(ca));
      if (includeSystem) trusted.addAll(List.of(managerOf(null).getAcceptedIssuers()));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) store.setCertificateEntry("ca" + i, trusted.get(i));
      return managerOf(store);
    } catch (GeneralSecurityException | IOException e) {
      if (e instanceof TlsException known) throw known;
      throw new TlsException("the trusted certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /** Null is the system's. */
  private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException, TlsException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) return found;
    }
    throw new TlsException("this JDK has no trust manager");
  }
}
