package dev.sluice.net.client;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.Secret;
import dev.sluice.data.Metadata;
import dev.sluice.net.UserAgent;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.Signer;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Segments;
import dev.sluice.net.tls.TlsException;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Posts to HTTP servers: one exchange per call, on the caller's thread, within the configured
 * timeout. No redirects are followed and nothing is repeated: what happens next is for whoever
 * knows what was sent. Connections are kept and shared, and given up after ten minutes. Any thread,
 * several at once.
 *
 * <p>A thread that is interrupted while it sends gets a {@link SendException} of trouble STOPPED at
 * once, and stays interrupted; {@link #close} does the same to all.
 */
public final class HttpSender implements AutoCloseable {
  private static final int UNAUTHORIZED = 401;
  static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  /** Enough for any message; what comes after it is not read. */
  private static final int MAX_REPLY = 64 * 1024;

  private final HttpClientConfig config;
  private final Signer signer;
  private final String userAgent;
  private final Proxies proxies;
  private final NameLookups lookups;
  private final OkHttpClient client;
  private final @Nullable Semaphore connections;
  private volatile boolean closed;

  /** For a component: its requests are signed by the authenticator that its settings name. */
  public static HttpSender of(HttpClientConfig config, Settings settings)
      throws TlsException, StartException {
    return new HttpSender(
        config,
        Signer.of(config.authenticator(), settings.shared()),
        settings.version(),
        settings.clock()::nanoTime,
        System.getenv(),
        Dns.SYSTEM);
  }

  /**
   * Reads the certificates; {@code version} is this build's, for User-Agent. Nobody signs the
   * requests, whatever the settings say.
   */
  public HttpSender(HttpClientConfig config, String version, LongSupplier nanoTime)
      throws TlsException {
    this(config, version, nanoTime, System.getenv());
  }

  HttpSender(
      HttpClientConfig config,
      String version,
      LongSupplier nanoTime,
      Map<String, String> environment)
      throws TlsException {
    this(config, version, nanoTime, environment, Dns.SYSTEM);
  }

  HttpSender(
      HttpClientConfig config,
      String version,
      LongSupplier nanoTime,
      Map<String, String> environment,
      Dns names)
      throws TlsException {
    this(config, Signer.NONE, version, nanoTime, environment, names);
  }

  private HttpSender(
      HttpClientConfig config,
      Signer signer,
      String version,
      LongSupplier nanoTime,
      Map<String, String> environment,
      Dns names)
      throws TlsException {
    this.config = config;
    this.signer = signer;
    this.userAgent = UserAgent.of(version);
    Secret proxyUrl = config.proxyUrl();
    ProxyUrl proxy = proxyUrl == null ? null : ProxyUrl.parse(proxyUrl.reveal());
    this.proxies = proxy == null ? Proxies.of(environment) : Proxies.always(proxy);
    this.lookups = new NameLookups(nanoTime, names);
    this.client = OkHttpClients.create(config, proxies, nanoTime).newBuilder().dns(lookups).build();
    int limit = config.maxConnsPerHost();
    this.connections = limit == 0 ? null : new Semaphore(limit);
  }

  public HttpReply post(Target target, String contentType, Body body) throws SendException {
    return post(target, contentType, Map.of(), body);
  }

  /** As below, of nobody's data. */
  public HttpReply post(Target target, String contentType, Map<String, String> headers, Body body)
      throws SendException {
    return post(target, contentType, headers, body, Metadata.EMPTY);
  }

  /**
   * Sends {@code body}, compressed as configured, and waits for the answer, whatever its status.
   * Where the credentials were not taken and there are others by now, it is sent once more: the
   * server has looked at none of it.
   *
   * @param headers of this request alone; the configured ones win over them, and the authenticator
   *     over both
   * @param client what is known of the one whose data it is
   */
  public HttpReply post(
      Target target, String contentType, Map<String, String> headers, Body body, Metadata client)
      throws SendException {
    try {
      if (connections != null) connections.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendException(Trouble.STOPPED, "stopped before sending", e);
    }
    try {
      return compressAndPost(target, contentType, headers, body, client);
    } finally {
      if (connections != null) connections.release();
    }
  }

  /**
   * Whose data that is to a server: what the authenticator takes over from the client, in words
   * that are the same for nobody else; empty if it takes nothing.
   */
  public String ownerOf(Metadata client) {
    List<String> names = signer.clientHeaders();
    if (names.isEmpty()) return "";
    var owner = new StringBuilder();
    for (String name : names) {
      List<String> values = client.values(name);
      if (!values.isEmpty()) {
        owner.append(values.get(0).length()).append(':').append(values.get(0));
      }
      owner.append(';');
    }
    return owner.toString();
  }

  private HttpReply compressAndPost(
      Target target, String contentType, Map<String, String> headers, Body body, Metadata client)
      throws SendException {
    Compression compression = config.compression();
    try (Segments compressed = compression.isNone() ? null : compression.compress(body)) {
      Request.Builder request = request(target).post(new OutgoingBody(body, compressed));
      request.header("Content-Type", contentType);
      if (compressed != null) {
        request.header("Content-Encoding", compression.encoding().wireName());
      }
      headers.forEach(request::header);
      addConfigured(request, target);
      return exchange(request, target, client);
    } catch (IOException e) {
      throw e instanceof SendException known ? known : Troubles.describe(e, target);
    }
  }

  private HttpReply exchange(Request.Builder request, Target target, Metadata from)
      throws IOException {
    Request unsigned = request.build();
    if (signer.isNone()) return exchange(client.newCall(unsigned), target);
    Request.Builder first = unsigned.newBuilder();
    Object signed = sign(first, from);
    HttpReply reply = exchange(client.newCall(first.build()), target);
    if (reply.status() != UNAUTHORIZED || !signer.renew(signed)) return reply;
    // From the start: what was set is not what was there.
    Request.Builder second = unsigned.newBuilder();
    sign(second, from);
    return exchange(client.newCall(second.build()), target);
  }

  private Object sign(Request.Builder request, Metadata from) throws SendException {
    try {
      return signer.sign(new RequestHeaders(request, from));
    } catch (NoCredentialsException e) {
      throw new SendException(Trouble.UNSIGNED, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks for a page, with the headers that a post would have, and waits for the answer, whatever
   * its status. Of its body the first 64 KiB are read.
   */
  public HttpReply get(Target target) throws SendException {
    return get(target, Map.of());
  }

  /**
   * As above.
   *
   * @param headers of this request alone; the configured ones win over them
   */
  public HttpReply get(Target target, Map<String, String> headers) throws SendException {
    try {
      Request.Builder request = request(target).get();
      headers.forEach(request::header);
      addConfigured(request, target);
      return exchange(request, target, Metadata.EMPTY);
    } catch (IOException e) {
      throw e instanceof SendException known ? known : Troubles.describe(e, target);
    }
  }

  private Request.Builder request(Target target) {
    Request.Builder request = new Request.Builder().url(target.url());
    request.header("User-Agent", userAgent);
    if (target.credentials() != null) request.header("Authorization", target.credentials());
    return request;
  }

  /** What the operator wrote wins over what we would send. */
  private void addConfigured(Request.Builder request, Target target) {
    config.headers().forEach((name, value) -> request.header(name, value.reveal()));
    if (!config.idleConnections().enabled()) request.header("Connection", "close");
    String proxyCredentials = proxies.plainCredentials(target.url());
    if (proxyCredentials != null) request.header(PROXY_AUTHORIZATION, proxyCredentials);
  }

  private HttpReply exchange(Call call, Target target) throws IOException {
    if (closed) throw new SendException(Trouble.STOPPED, "stopped", new IOException("closed"));
    try (Response response = call.execute()) {
      return new HttpReply(response.code(), response.headers(), firstOf(response), signer);
    } catch (IOException e) {
      boolean stopped = closed || Thread.currentThread().isInterrupted();
      if (!stopped) throw Troubles.describe(e, target);
      throw new SendException(Trouble.STOPPED, "stopped while sending to " + target, e);
    }
  }

  /**
   * What there is of the body. One that breaks off changes nothing about the status: sending again
   * after a 2xx would store everything twice.
   */
  private static ByteSlice firstOf(Response response) {
    BufferedSource source = response.body().source();
    Buffer first = new Buffer();
    try {
      while (first.size() < MAX_REPLY && source.read(first, MAX_REPLY - first.size()) >= 0) {
        // reads on
      }
    } catch (IOException brokenOff) {
      // The reply is what came of it.
    }
    return ByteSlice.of(first.readByteArray());
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
