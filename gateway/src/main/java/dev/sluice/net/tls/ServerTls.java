package dev.sluice.net.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A server's TLS, for Netty. For this room only: Netty's types do not leave it. */
public final class ServerTls {
  private static final Duration CLIENT_CA_AGE = Duration.ofSeconds(1);

  private ServerTls() {}

  /** Reads the files; the caller builds. Versions and suites are set. */
  public static SslContextBuilder builder(TlsServerConfig config, LongSupplier nanoTime)
      throws TlsException {
    TlsConfig common = config.common();
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity(common, nanoTime)).sslProvider(SslProvider.JDK);
    Pem clientCa = config.clientCa();
    if (clientCa != null) {
      Duration age = config.clientCaReload() ? CLIENT_CA_AGE : Duration.ZERO;
      Reloading<X509ExtendedTrustManager> authorities =
          new Reloading<>(() -> Authorities.load(clientCa, false), age, nanoTime);
      builder.trustManager(new ReloadingTrustManager(authorities)).clientAuth(ClientAuth.REQUIRE);
    }
    builder.protocols(common.protocols());
    if (!common.cipherSuites().isEmpty()) {
      builder.ciphers(CipherSuites.enabled(common.cipherSuites()));
    }
    return builder;
  }

  /**
   * The same for HTTP/2 alone (ALPN h2; RFC 9113, section 3.2), without the suites that it forbids,
   * unless somebody has chosen some. The caller builds.
   */
  public static SslContextBuilder http2(TlsServerConfig config, LongSupplier nanoTime)
      throws TlsException {
    SslContextBuilder builder =
        builder(config, nanoTime)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2));
    if (config.common().cipherSuites().isEmpty()) {
      builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    }
    return builder;
  }

  private static X509ExtendedKeyManager identity(TlsConfig config, LongSupplier nanoTime)
      throws TlsException {
    Pem cert = config.cert();
    Pem key = config.key();
    if (cert == null || key == null) throw new TlsException("tls needs cert_file and key_file");
    return new ReloadingKeyManager(
        new Reloading<>(() -> Identity.load(cert, key), config.reloadInterval(), nanoTime));
  }
}
