package dev.sluice.net.client;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sees what goes out after a redirect. To another scheme, host or port go no headers of the
 * caller's, of which any may be a key, but those that say what is welcome; the library itself takes
 * Authorization away only. What the proxy is told goes to a proxy, and the way there may have
 * changed with the host.
 */
final class Redirected implements Interceptor {
  /** In lower case, with those that the library sets. */
  private static final Set<String> HARMLESS =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "transfer-encoding",
          "user-agent");

  /** A question's time and interval. */
  private static final String OURS = "x-prometheus-";

  private final Proxies proxies;

  Redirected(Proxies proxies) {
    this.proxies = proxies;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    HttpUrl asked = chain.call().request().url();
    if (request.url().equals(asked)) return chain.proceed(request);
    Request.Builder sent = request.newBuilder();
    if (!isSameServer(request.url(), asked)) {
      for (String name : request.headers().names()) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!HARMLESS.contains(lower) && !lower.startsWith(OURS)) sent.removeHeader(name);
      }
    }
    sent.removeHeader(HttpSender.PROXY_AUTHORIZATION);
    String credentials = proxies.plainCredentials(request.url());
    if (credentials != null) sent.header(HttpSender.PROXY_AUTHORIZATION, credentials);
    return chain.proceed(sent.build());
  }

  private static boolean isSameServer(HttpUrl one, HttpUrl other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.scheme().equals(other.scheme());
  }
}
