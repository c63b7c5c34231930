package dev.sluice.net.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The keys and certificates under {@code src/test/resources/tls}, and sockets that use them. */
public final class TlsFixtures {
  private TlsFixtures() {}

  public static Path file(String name) {
    URL url = Objects.requireNonNull(TlsFixtures.class.getResource("/tls/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Pem pem(String name) {
    return new Pem("cert_file", file(name).toString(), null);
  }

  /** A server that shows that certificate, and wants one of {@code ca.pem}'s if told so. */
  public static ServerSocket server(String cert, String key, boolean wantsClientCertificate)
      throws IOException {
    SSLContext context = context(cert, key);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(wantsClientCertificate);
    return socket;
  }

  /** A client that trusts {@code ca.pem} and shows that certificate; null shows none. */
  public static SSLSocketFactory client(String cert, String key) throws IOException {
    return context(cert, key).getSocketFactory();
  }

  private static SSLContext context(String cert, String key) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] own =
          cert == null ? null : new KeyManager[] {Identity.load(pem(cert), pem(key))};
      context.init(own, new TrustManager[] {Authorities.load(pem("ca.pem"), false)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
