package dev.sluice.net.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the system's authorities, which are read at the first certificate that is to be judged:
 * some 150 of them take a tenth of a second and a megabyte. If they cannot be read, nobody is
 * trusted, and the next connection tries again. Any thread.
 */
final class SystemTrust extends X509ExtendedTrustManager {
  private @Nullable X509ExtendedTrustManager system; // guarded by this

  private synchronized X509ExtendedTrustManager system() throws CertificateException {
    X509ExtendedTrustManager known = system;
    if (known != null) return known;
    try {
      X509ExtendedTrustManager loaded = Authorities.load(null, true);
      system = loaded;
      return loaded;
    } catch (TlsException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    system().checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    system().checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    system().checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    system().checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    system().checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    system().checkServerTrusted(chain, type);
  }

  /**
   * None. Servers tell their clients whom they accept, which a client does not; and okhttp, which
   * asks at once, wants them for pinned certificates, which nobody can configure here.
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
