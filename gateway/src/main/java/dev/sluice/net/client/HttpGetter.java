package dev.sluice.net.client;

import dev.sluice.net.UserAgent;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.tls.TlsException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Gets pages from HTTP servers: one exchange per call, on the caller's thread, the body as a stream
 * that is bounded by nothing but the time. A request that met a dead connection is asked again on
 * another, since a GET can be. Names are looked up aside, so that a name service which does not
 * answer holds nobody longer than the call's time. Any thread, several at once.
 *
 * <p>Of the client's configuration count TLS, the connections kept and HTTP/2.
 */
public final class HttpGetter implements AutoCloseable {
  private static final Duration LOOKUP = Duration.ofSeconds(10);

  private final String userAgent;
  private final Proxies proxies;
  private final NameLookups lookups;
  private final OkHttpClient client;
  private volatile boolean closed;

  /**
   * @param followRedirects up to 20, and without what the caller's headers say once they lead to
   *     another host, see {@link Redirected}
   * @param proxyEnvironment HTTP_PROXY, HTTPS_PROXY and NO_PROXY; nothing else is asked
   * @param version of this build, for User-Agent
   */
  public HttpGetter(
      HttpClientConfig config,
      boolean followRedirects,
      Map<String, String> proxyEnvironment,
      String version,
      LongSupplier nanoTime)
      throws TlsException {
    this(config, followRedirects, proxyEnvironment, version, nanoTime, address -> true);
  }

  /**
   * As above, but connects to no address that {@code allowed} denies, be it written so, the answer
   * of a name service or where a redirect leads: that is a {@link Trouble#FORBIDDEN}.
   */
  public HttpGetter(
      HttpClientConfig config,
      boolean followRedirects,
      Map<String, String> proxyEnvironment,
      String version,
      LongSupplier nanoTime,
      Predicate<InetAddress> allowed)
      throws TlsException {
    this.userAgent = UserAgent.of(version);
    this.proxies = Proxies.of(proxyEnvironment);
    this.lookups = new NameLookups(nanoTime);
    this.client =
        OkHttpClients.create(config, proxies, nanoTime)
            .newBuilder()
            .followRedirects(followRedirects)
            .followSslRedirects(followRedirects)
            .retryOnConnectionFailure(true)
            .addNetworkInterceptor(new Redirected(proxies))
            .dns(lookups)
            .socketFactory(new ChannelSockets(config.writeBufferSize(), allowed))
            .build();
  }

  /**
   * Asks and waits for the head of the answer, whatever its status. The caller must close the page,
   * which may give the connection back; {@code timeout} also bounds the reading of its body, and
   * zero bounds nothing.
   *
   * @param headers each with its values; a name that is there takes the place of our own
   */
  public HttpPage get(Target target, Map<String, List<String>> headers, Duration timeout)
      throws SendException {
    return exchange(new Request.Builder().url(target.url()).get(), target, headers, timeout);
  }

  /** As {@link #get}, with a form in the request's body. */
  public HttpPage post(
      Target target, Map<String, List<String>> headers, Map<String, String> form, Duration timeout)
      throws SendException {
    var body = new FormBody.Builder();
    form.forEach(body::add);
    return exchange(
        new Request.Builder().url(target.url()).post(body.build()), target, headers, timeout);
  }

  private HttpPage exchange(
      Request.Builder request, Target target, Map<String, List<String>> headers, Duration timeout)
      throws SendException {
    request.header("User-Agent", userAgent);
    String credentials = target.credentials();
    if (credentials != null) request.header("Authorization", credentials);
    headers.forEach(
        (name, values) -> {
          request.removeHeader(name);
          values.forEach(value -> request.addHeader(name, value));
        });
    String proxyCredentials = proxies.plainCredentials(target.url());
    if (proxyCredentials != null) {
      request.header(HttpSender.PROXY_AUTHORIZATION, proxyCredentials);
    }
    Call call = client.newCall(request.build());
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    lookups.limit(timeout.isZero() ? LOOKUP : timeout);
    try {
      if (closed) throw new IOException("closed");
      return new HttpPage(call.execute(), target, this::describeBody);
    } catch (IOException e) {
      throw describe(e, target);
    } finally {
      lookups.unlimit();
    }
  }

  private SendException describe(IOException e, Target target) {
    if (closed || Thread.currentThread().isInterrupted()) {
      return new SendException(Trouble.STOPPED, "stopped while asking " + target, e);
    }
    return Troubles.describe(e, target);
  }

  /** What goes wrong once the answer has begun. */
  private SendException describeBody(IOException e, Target target) {
    SendException described = describe(e, target);
    if (described.trouble() != Trouble.CLOSED) return described;
    return new SendException(
        Trouble.CLOSED,
        "the connection to " + target.hostAndPort() + " ended within the answer",
        e);
  }

  /** Ends what is under way and closes all connections. */
  @Override
  public void close() {
    closed = true;
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    lookups.close();
  }
}
