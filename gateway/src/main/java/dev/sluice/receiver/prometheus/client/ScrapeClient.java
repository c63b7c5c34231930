package dev.sluice.receiver.prometheus.client;

import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.HttpGetter;
import dev.sluice.net.client.HttpPage;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.client.Target;
import dev.sluice.net.client.TokenSource;
import dev.sluice.net.tls.TlsException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks as a {@link ScrapeHttp} says: its headers, its credentials, its TLS, its proxy. Files with
 * secrets are read at each request, so that rotated ones are taken up. Any thread, several at once.
 */
public final class ScrapeClient implements AutoCloseable {
  private final ScrapeHttp http;
  private final HttpGetter getter;
  private final @Nullable TokenSource tokens;

  /**
   * @param allowed which addresses may be connected to
   * @param version of this build, for User-Agent
   */
  public ScrapeClient(
      ScrapeHttp http, Predicate<InetAddress> allowed, String version, LongSupplier nanoTime)
      throws TlsException {
    this.http = http;
    this.getter =
        new HttpGetter(
            http.client(),
            http.followRedirects(),
            http.proxy().environment(System.getenv()),
            version,
            nanoTime,
            allowed);
    OAuth2 oauth2 = http.oauth2();
    this.tokens =
        oauth2 == null
            ? null
            : new TokenSource(
                oauth2.request(),
                new HttpGetter(
                    http.clientWith(oauth2.tls()),
                    false,
                    oauth2.proxy().environment(System.getenv()),
                    version,
                    nanoTime),
                nanoTime);
  }

  /**
   * Asks for a page, whatever its status; the caller closes it.
   *
   * @param own headers of this request; the configured ones come besides, or in their place
   */
  public HttpPage get(Target target, Map<String, List<String>> own, Duration timeout)
      throws ScrapeException, SendException {
    HttpPage page = getter.get(target, headers(own, timeout), timeout);
    if (page.status() == 401 && tokens != null) tokens.forget();
    return page;
  }

  private Map<String, List<String>> headers(Map<String, List<String>> own, Duration timeout)
      throws ScrapeException, SendException {
    var headers = new LinkedHashMap<String, List<String>>(own);
    try {
      for (Map.Entry<String, List<SecretSource>> header : http.headers().entrySet()) {
        var values = new ArrayList<String>();
        for (SecretSource value : header.getValue()) values.add(value.reveal());
        headers.put(header.getKey(), values);
      }
      ScrapeAuth auth = http.auth();
      if (auth != null) headers.put("Authorization", List.of(auth.header()));
    } catch (IOException e) {
      throw new ScrapeException(String.valueOf(e.getMessage()));
    }
    if (tokens != null) headers.put("Authorization", List.of(token(tokens, timeout)));
    return headers;
  }

  private static String token(TokenSource tokens, Duration timeout)
      throws ScrapeException, SendException {
    try {
      return tokens.header(timeout);
    } catch (NoCredentialsException e) {
      if (e.getCause() instanceof SendException sent && sent.trouble() == Trouble.STOPPED) {
        throw sent;
      }
      throw new ScrapeException(e.getMessage() + "; see oauth2");
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    getter.close();
    if (tokens != null) tokens.close();
  }
}
