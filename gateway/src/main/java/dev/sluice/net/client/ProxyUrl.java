package dev.sluice.net.client;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import okhttp3.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A proxy as its URL says it: {@code http://user:password@proxy:3128} or {@code
 * socks5://proxy:1080}. Without a scheme it is http, as curl and Go have it.
 *
 * @param credentials what to send as Proxy-Authorization, to the proxy alone
 */
record ProxyUrl(Proxy proxy, @Nullable String credentials) {
  private static final int HTTP_PORT = 80;
  private static final int SOCKS_PORT = 1080;

  /** Null if it is no URL or a scheme that we do not have. */
  static @Nullable ProxyUrl parse(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      String host = uri.getHost();
      String scheme = uri.getScheme();
      if (host == null || scheme == null) return null;
      boolean socks = scheme.toLowerCase(Locale.ROOT).startsWith("socks5");
      if (!socks && !scheme.equalsIgnoreCase("http")) return null;
      int port = uri.getPort() >= 0 ? uri.getPort() : socks ? SOCKS_PORT : HTTP_PORT;
      // The proxy's name is looked up at each connection, not once for all.
      InetSocketAddress address = InetSocketAddress.createUnresolved(host, port);
      Proxy.Type type = socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
      return new ProxyUrl(new Proxy(type, address), credentials(uri.getUserInfo()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String credentials(@Nullable String userInfo) {
    if (userInfo == null) return null;
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? Credentials.basic(userInfo, "")
        : Credentials.basic(userInfo.substring(0, colon), userInfo.substring(colon + 1));
  }

  @Override
  public String toString() {
    return proxy.toString();
  }
}
