package dev.sluice.receiver.prometheus.client;

import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.IdleConnections;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.tls.TlsClientConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a job's targets are asked, or one who knows of targets.
 *
 * @param oauth2 takes the place of {@code auth}
 * @param headers sent besides our own
 * @param compression whether gzip is welcome
 * @param http2 whether HTTP/2 may be negotiated over TLS
 */
public record ScrapeHttp(
    @Nullable ScrapeAuth auth,
    @Nullable OAuth2 oauth2,
    Map<String, List<SecretSource>> headers,
    TlsClientConfig tls,
    ScrapeProxy proxy,
    boolean compression,
    boolean followRedirects,
    boolean http2) {
  /** As long as Prometheus keeps connections; a job may have an interval of minutes. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  private static final int MAX_IDLE = 1000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Ours to set; the list is Prometheus'. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "user-agent",
          "www-authenticate",
          "x-prometheus-scrape-timeout-seconds");

  /** What holds where nothing is written. */
  public static final ScrapeHttp DEFAULT =
      new ScrapeHttp(
          null, null, Map.of(), TlsClientConfig.DEFAULT, ScrapeProxy.NONE, true, true, true);

  /** The keys as such, wherever they stand. */
  public static final List<String> KEYS =
      List.of(
          "authorization",
          "basic_auth",
          "bearer_token",
          "bearer_token_file",
          "enable_http2",
          "follow_redirects",
          "http_headers",
          "no_proxy",
          "oauth2",
          "proxy_from_environment",
          "proxy_url",
          "tls_config");

  public static ScrapeHttp read(Section job) {
    return new ScrapeHttp(
        ScrapeAuth.read(job),
        OAuth2.read(job),
        headers(job),
        TlsClientConfig.readTlsConfig(job),
        ScrapeProxy.read(job),
        true,
        job.flag("follow_redirects", true, "go where a target points to"),
        job.flag("enable_http2", true, "negotiate HTTP/2 over TLS"));
  }

  /** The same with other certificates. */
  public ScrapeHttp withTls(TlsClientConfig other) {
    return new ScrapeHttp(auth, oauth2, headers, other, proxy, compression, followRedirects, http2);
  }

  /** The same without gzip, or with it. */
  public ScrapeHttp withCompression(boolean wanted) {
    return new ScrapeHttp(auth, oauth2, headers, tls, proxy, wanted, followRedirects, http2);
  }

  /** What the client has to know. */
  public HttpClientConfig client() {
    return clientWith(tls);
  }

  HttpClientConfig clientWith(TlsClientConfig otherTls) {
    return new HttpClientConfig(
        Duration.ZERO,
        null,
        otherTls,
        Map.of(),
        Compression.NONE,
        0,
        new IdleConnections(true, IDLE, MAX_IDLE, 0),
        0,
        http2,
        Duration.ZERO,
        false,
        null);
  }

  private static Map<String, List<SecretSource>> headers(Section job) {
    var headers = new LinkedHashMap<String, List<SecretSource>>();
    for (Section header : job.entries("http_headers", "headers to send besides")) {
      String name = header.name();
      if (!NAME.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        job.refuse("http_headers", "has a header that cannot be set: " + name);
      }
      headers.put(name, values(header));
    }
    return headers;
  }

  private static List<SecretSource> values(Section header) {
    var values = new ArrayList<SecretSource>();
    for (String key : List.of("values", "secrets")) {
      for (String value : header.texts(key, List.of(), "what is sent")) {
        values.add(SecretSource.of(key, value));
      }
    }
    for (String file : header.texts("files", List.of(), "files with what is sent")) {
      SecretSource source = SecretSource.ofFile(header, "files", file);
      if (source != null) values.add(source);
    }
    return values;
  }
}
