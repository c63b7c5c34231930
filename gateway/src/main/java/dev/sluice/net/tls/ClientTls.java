package dev.sluice.net.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client's TLS: whom it trusts, what it shows, what it speaks. Files that the configuration names
 * are read when it is made; the system's authorities, and TLS itself, wait for the first connection
 * that wants them, since most clients speak to their neighbours in the clear.
 */
public final class ClientTls {
  private final TlsClientConfig config;
  private final X509ExtendedTrustManager trust;
  private final @Nullable X509ExtendedKeyManager identity;

  public ClientTls(TlsClientConfig config, LongSupplier nanoTime) throws TlsException {
    this.config = config;
    TlsConfig common = config.common();
    this.trust = trust(config, nanoTime);
    Pem cert = common.cert();
    Pem key = common.key();
    this.identity =
        cert == null || key == null
            ? null
            : new ReloadingKeyManager(
                new Reloading<>(() -> Identity.load(cert, key), common.reloadInterval(), nanoTime));
  }

  private static X509ExtendedTrustManager trust(TlsClientConfig config, LongSupplier nanoTime)
      throws TlsException {
    if (config.insecureSkipVerify()) return new TrustAnyone();
    TlsConfig common = config.common();
    if (common.ca() == null) return new SystemTrust();
    return new ReloadingTrustManager(
        new Reloading<>(
            () -> Authorities.load(common.ca(), common.includeSystemCas()),
            common.reloadInterval(),
            nanoTime));
  }

  public X509ExtendedTrustManager trust() {
    return trust;
  }

  /** For clients on the JDK's sockets. */
  public SSLSocketFactory socketFactory() {
    return new LazySockets(this::sockets);
  }

  private SSLSocketFactory sockets() throws TlsException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] identities = identity == null ? new KeyManager[0] : new KeyManager[] {identity};
      context.init(identities, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** The JDK's names of the protocol versions. */
  public List<String> protocols() {
    return List.of(config.common().protocols());
  }

  /** Empty is the library's choice. */
  public List<String> cipherSuites() {
    List<String> chosen = config.common().cipherSuites();
    return chosen.isEmpty() ? chosen : CipherSuites.enabled(chosen);
  }

  /** For clients on Netty; the caller adds ALPN and builds. For this room only. */
  public SslContextBuilder builder() {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            .protocols(config.common().protocols());
    if (identity != null) builder.keyManager(identity);
    if (config.insecureSkipVerify()) builder.endpointIdentificationAlgorithm(null);
    if (!cipherSuites().isEmpty()) builder.ciphers(cipherSuites());
    return builder;
  }
}
