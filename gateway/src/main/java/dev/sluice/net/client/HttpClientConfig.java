package dev.sluice.net.client;

import dev.sluice.config.ComponentId;
import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.AuthKeys;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.tls.TlsClientConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the collector's confighttp lets an operator say about a client, but for the endpoint, which
 * each exporter names in its own way.
 *
 * @param timeout of a whole exchange; zero is {@link dev.sluice.net.ExchangeLimit#LONGEST}
 * @param proxyUrl empty is the environment's choice (HTTP_PROXY and its like)
 * @param headers sent with every request, over whatever we would send
 * @param maxConnsPerHost zero is unlimited
 * @param http2 whether HTTP/2 may be negotiated over TLS
 * @param http2ReadIdleTimeout after which a silent HTTP/2 connection is pinged; zero is never
 * @param authenticator the extension that signs the requests; null: nobody does
 */
public record HttpClientConfig(
    Duration timeout,
    @Nullable Secret proxyUrl,
    TlsClientConfig tls,
    Map<String, Secret> headers,
    Compression compression,
    int writeBufferSize,
    IdleConnections idleConnections,
    int maxConnsPerHost,
    boolean http2,
    Duration http2ReadIdleTimeout,
    boolean cookies,
    @Nullable ComponentId authenticator) {

  /** As the collector's otlphttp exporter has it. */
  public static final HttpClientConfig DEFAULT =
      new HttpClientConfig(
          Duration.ofSeconds(30),
          null,
          TlsClientConfig.DEFAULT,
          Map.of(),
          Compression.GZIP,
          512 * 1024,
          IdleConnections.DEFAULT,
          0,
          true,
          Duration.ZERO,
          false,
          null);

  /** For a client that asks with few requests and has no settings but these. */
  public static HttpClientConfig plain(TlsClientConfig tls) {
    return new HttpClientConfig(
        Duration.ZERO,
        null,
        tls,
        Map.of(),
        Compression.NONE,
        0,
        IdleConnections.DEFAULT,
        0,
        true,
        Duration.ZERO,
        false,
        null);
  }

  public HttpClientConfig withCompression(Compression other) {
    return new HttpClientConfig(
        timeout,
        proxyUrl,
        tls,
        headers,
        other,
        writeBufferSize,
        idleConnections,
        maxConnsPerHost,
        http2,
        http2ReadIdleTimeout,
        cookies,
        authenticator);
  }

  public HttpClientConfig withTimeout(Duration other) {
    return new HttpClientConfig(
        other,
        proxyUrl,
        tls,
        headers,
        compression,
        writeBufferSize,
        idleConnections,
        maxConnsPerHost,
        http2,
        http2ReadIdleTimeout,
        cookies,
        authenticator);
  }

  public static HttpClientConfig read(Section section) {
    return read(section, DEFAULT);
  }

  /** Reads from the exporter's own section, beside its other keys. */
  public static HttpClientConfig read(Section section, HttpClientConfig dflt) {
    section.ignored("read_buffer_size", "the socket's own buffer serves");
    section.ignored("middlewares", "there are none");
    Section cookies = section.section("cookies", "cookies that the server sets");
    return new HttpClientConfig(
        section.duration("timeout", dflt.timeout, "of a whole exchange; 0s is five minutes"),
        proxyUrl(section),
        TlsClientConfig.read(section),
        HeaderKeys.http(section),
        CompressionKeys.read(section, dflt.compression),
        section.integer(
            "write_buffer_size", dflt.writeBufferSize, 0, 1 << 26, "bytes gathered per write"),
        IdleConnections.read(section),
        section.integer(
            "max_conns_per_host", 0, 0, 100_000, "connections at a time; 0 is unlimited"),
        section.flag("force_attempt_http2", dflt.http2, "negotiate HTTP/2 over TLS"),
        http2ReadIdle(section),
        cookies.flag("enabled", false, "keep them and send them back"),
        AuthKeys.readClient(section));
  }

  private static @Nullable Secret proxyUrl(Section section) {
    Secret url = section.secret("proxy_url", "the proxy to go through; else the environment's");
    if (url == null || url.reveal().isEmpty()) return null;
    if (ProxyUrl.parse(url.reveal()) == null) {
      section.refuse("proxy_url", "must be a URL", "e.g.: http://proxy:3128, socks5://proxy:1080");
    }
    return url;
  }

  private static Duration http2ReadIdle(Section section) {
    Duration idle =
        section.duration(
            "http2_read_idle_timeout", Duration.ZERO, "silence before an HTTP/2 ping; 0s is never");
    section.duration("http2_ping_timeout", Duration.ofSeconds(15), "how long a pong may take");
    return idle;
  }
}
