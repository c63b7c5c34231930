package dev.sluice.net.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Sets TLS up when the first socket is wanted: it takes hundreds of classes. Any thread. */
final class LazySockets extends SSLSocketFactory {
  private final Making making;
  private @Nullable SSLSocketFactory made; // guarded by this

  /** Makes what this stands for. */
  @FunctionalInterface
  interface Making {
    SSLSocketFactory make() throws TlsException;
  }

  LazySockets(Making making) {
    this.making = making;
  }

  private synchronized SSLSocketFactory sockets() throws TlsException {
    SSLSocketFactory known = made;
    if (known != null) return known;
    SSLSocketFactory fresh = making.make();
    made = fresh;
    return fresh;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return sockets().createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return sockets().createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets().createSocket(host, port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return sockets().createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets().createSocket(host, port, localHost, localPort);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return suites(SSLSocketFactory::getDefaultCipherSuites);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return suites(SSLSocketFactory::getSupportedCipherSuites);
  }

  private interface Suites {
    String[] of(SSLSocketFactory sockets);
  }

  private String[] suites(Suites suites) {
    try {
      return suites.of(sockets());
    } catch (TlsException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
