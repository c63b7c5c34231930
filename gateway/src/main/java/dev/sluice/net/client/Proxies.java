package dev.sluice.net.client;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy, if any, stands between us and a host: the one of {@code proxy_url} always; else
 * those of the environment, with its exceptions, as Go reads them.
 */
final class Proxies extends ProxySelector {
  private final @Nullable ProxyUrl plain;
  private final @Nullable ProxyUrl secure;
  private final NoProxy exceptions;

  private Proxies(@Nullable ProxyUrl plain, @Nullable ProxyUrl secure, NoProxy exceptions) {
    this.plain = plain;
    this.secure = secure;
    this.exceptions = exceptions;
  }

  static Proxies always(ProxyUrl proxy) {
    return new Proxies(proxy, proxy, NoProxy.NEVER);
  }

  static Proxies of(Map<String, String> environment) {
    return new Proxies(
        proxy(environment, "HTTP_PROXY"),
        proxy(environment, "HTTPS_PROXY"),
        NoProxy.parse(variable(environment, "NO_PROXY")));
  }

  private static @Nullable ProxyUrl proxy(Map<String, String> environment, String name) {
    String text = variable(environment, name);
    return text.isEmpty() ? null : ProxyUrl.parse(text);
  }

  private static String variable(Map<String, String> environment, String name) {
    String upper = environment.getOrDefault(name, "");
    return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
  }

  @Nullable ProxyUrl proxyFor(boolean https, String host, int port) {
    ProxyUrl proxy = https ? secure : plain;
    return proxy == null || exceptions.matches(host, port) ? null : proxy;
  }

  /**
   * What to send as Proxy-Authorization in a request to {@code url} itself: to plain HTTP a proxy
   * is spoken to in the request; TLS goes through a tunnel.
   */
  @Nullable String plainCredentials(HttpUrl url) {
    ProxyUrl proxy = url.isHttps() ? null : proxyFor(false, url.host(), url.port());
    return proxy == null ? null : proxy.credentials();
  }

  @Override
  public List<Proxy> select(URI uri) {
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    String host = uri.getHost() == null ? "" : uri.getHost();
    int port = uri.getPort() >= 0 ? uri.getPort() : https ? 443 : 80;
    ProxyUrl proxy = proxyFor(https, host, port);
    return List.of(proxy == null ? Proxy.NO_PROXY : proxy.proxy());
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    // There is no other proxy to try; the caller gets the exception.
  }
}
