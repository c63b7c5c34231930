package dev.sluice.net.client;

import dev.sluice.net.ExchangeLimit;
import dev.sluice.net.tls.ClientTls;
import dev.sluice.net.tls.TlsException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Sets the library up so that it does exactly one exchange, and nothing of its own accord. */
final class OkHttpClients {
  private static final int LARGEST_WRITE = 64 * 1024;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private OkHttpClients() {}

  static OkHttpClient create(HttpClientConfig config, Proxies proxies, LongSupplier nanoTime)
      throws TlsException {
    IdleConnections idle = config.idleConnections();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            // Bodies are marked as one-shot, so that this means the host's other addresses only.
            .retryOnConnectionFailure(true)
            // It would connect on threads of its own, and the caller's could not be interrupted.
            .fastFallback(false)
            .authenticator(Authenticator.NONE)
            .callTimeout(ExchangeLimit.of(config.timeout()))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .pingInterval(config.http2ReadIdleTimeout())
            .protocols(protocols(config.http2()))
            .connectionPool(pool(idle))
            .cookieJar(
                config.cookies() ? new CookieBox(InstantSource.system()) : CookieJar.NO_COOKIES)
            .socketFactory(new ChannelSockets(Math.min(config.writeBufferSize(), LARGEST_WRITE)))
            .proxySelector(proxies)
            .proxyAuthenticator((route, response) -> answer(proxies, response.request()))
            .addNetworkInterceptor(new ConnectionRenewal(nanoTime));
    secure(builder, config, nanoTime);
    return verifying(builder.build(), config);
  }

  private static List<Protocol> protocols(boolean http2) {
    return http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1);
  }

  private static ConnectionPool pool(IdleConnections idle) {
    // The library knows no "for ever"; the renewal of connections comes long before a day.
    long millis = idle.timeout().isZero() ? TimeUnit.DAYS.toMillis(1) : idle.timeout().toMillis();
    return new ConnectionPool(idle.limit(), Math.max(1, millis), TimeUnit.MILLISECONDS);
  }

  /** The library asks before the first CONNECT, and once more if the proxy did not like it. */
  private static @Nullable Request answer(Proxies proxies, Request connect) {
    ProxyUrl proxy = proxies.proxyFor(true, connect.url().host(), connect.url().port());
    if (proxy == null || proxy.credentials() == null) return null;
    if (connect.header(HttpSender.PROXY_AUTHORIZATION) != null) return null;
    return connect.newBuilder().header(HttpSender.PROXY_AUTHORIZATION, proxy.credentials()).build();
  }

  private static void secure(
      OkHttpClient.Builder builder, HttpClientConfig config, LongSupplier nanoTime)
      throws TlsException {
    ClientTls tls = new ClientTls(config.tls(), nanoTime);
    String name = config.tls().serverNameOverride();
    SSLSocketFactory sockets = tls.socketFactory();
    builder.sslSocketFactory(name.isEmpty() ? sockets : new TlsSockets(sockets, name), tls.trust());
    ConnectionSpec.Builder secure =
        new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(tls.protocols().toArray(String[]::new));
    List<String> suites = tls.cipherSuites();
    if (!suites.isEmpty()) secure.cipherSuites(suites.toArray(String[]::new));
    builder.connectionSpecs(List.of(secure.build(), ConnectionSpec.CLEARTEXT));
  }

  /** The name that the server's certificate must have is the URL's, unless configured otherwise. */
  private static OkHttpClient verifying(OkHttpClient client, HttpClientConfig config) {
    String name = config.tls().serverNameOverride();
    if (config.tls().insecureSkipVerify()) {
      return client.newBuilder().hostnameVerifier((host, session) -> true).build();
    }
    if (name.isEmpty()) return client;
    HostnameVerifier strict = client.hostnameVerifier();
    return client
        .newBuilder()
        .hostnameVerifier((host, session) -> strict.verify(name, session))
        .build();
  }
}
