package dev.sluice.net.http;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.net.auth.AuthKeys;
import dev.sluice.net.auth.AuthKeys.ServerAuth;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.tls.TlsServerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the collector's confighttp lets an operator say about a server.
 *
 * @param tls null is plain text
 * @param maxRequestBodySize of a body as it comes and again decompressed; bytes
 * @param responseHeaders added to every answer
 * @param encodings the codings that a request may have
 * @param maxConnectionAge after which a connection ends with its next answer, so that load spreads
 *     over replicas; zero is never
 * @param auth who may send; null: everybody. For whoever serves the requests to ask
 */
public record HttpServerConfig(
    Endpoint endpoint,
    @Nullable TlsServerConfig tls,
    CorsConfig cors,
    long maxRequestBodySize,
    boolean includeMetadata,
    Map<String, Secret> responseHeaders,
    Set<Encoding> encodings,
    boolean keepAlives,
    int maxConnections,
    Duration maxConnectionAge,
    HttpLimits limits,
    @Nullable ServerAuth auth) {
  static final long DEFAULT_BODY = 20L << 20;
  static final int DEFAULT_CONNECTIONS = 10_000;
  static final Duration DEFAULT_AGE = Duration.ofMinutes(10);

  /** The defaults on that endpoint. */
  public static HttpServerConfig at(Endpoint endpoint) {
    return new HttpServerConfig(
        endpoint,
        null,
        CorsConfig.OFF,
        DEFAULT_BODY,
        false,
        Map.of(),
        AllowedEncodings.DEFAULT,
        true,
        DEFAULT_CONNECTIONS,
        DEFAULT_AGE,
        HttpLimits.DEFAULT,
        null);
  }

  HttpServerConfig withLimits(HttpLimits other) {
    return new HttpServerConfig(
        endpoint,
        tls,
        cors,
        maxRequestBodySize,
        includeMetadata,
        responseHeaders,
        encodings,
        keepAlives,
        maxConnections,
        maxConnectionAge,
        other,
        auth);
  }

  /** Reads a server's section; {@code endpoint} is where it listens if nothing is written. */
  public static HttpServerConfig read(Section section, Endpoint endpoint) {
    return read(section, endpoint, AuthKeys.readHttpServer(section));
  }

  /** As {@link #read}, for a server that answers everybody: {@code auth} is left to the caller. */
  public static HttpServerConfig readOpen(Section section, Endpoint endpoint) {
    return read(section, endpoint, null);
  }

  private static HttpServerConfig read(
      Section section, Endpoint endpoint, @Nullable ServerAuth auth) {
    section.ignored("middlewares", "there are none");
    section.choice("transport", "tcp", Map.of("tcp", "tcp"), "only TCP");
    return new HttpServerConfig(
        Endpoint.read(section, "endpoint", endpoint, "where to listen, host:port"),
        TlsServerConfig.read(section),
        CorsConfig.read(section.section("cors", "what browsers of other origins may do")),
        maxBody(section),
        section.flag("include_metadata", false, "keep the request's headers for processors"),
        section.secrets("response_headers", "added to every answer"),
        AllowedEncodings.read(section),
        KeepAlive.isEnabled(section),
        section.integer(
            "max_connections", DEFAULT_CONNECTIONS, 1, 1_000_000, "open at the same time"),
        section.duration(
            "max_connection_age",
            DEFAULT_AGE,
            "ends a connection with its next answer, so that load spreads; 0s is never"),
        limits(section),
        auth);
  }

  private static long maxBody(Section section) {
    long written =
        section.bigInteger(
            "max_request_body_size",
            0,
            Long.MIN_VALUE,
            Integer.MAX_VALUE - 8,
            "bytes of a body, as it comes and decompressed; 0 is 20 MiB");
    return written <= 0 ? DEFAULT_BODY : written;
  }

  private static HttpLimits limits(Section section) {
    HttpLimits dflt = HttpLimits.DEFAULT;
    Duration whole =
        section.duration("read_timeout", dflt.bodyTimeout(), "for a whole request; 0s is for ever");
    Duration head =
        section.duration(
            "read_header_timeout", dflt.headerTimeout(), "for a request's head; 0s is for ever");
    Duration write =
        section.duration("write_timeout", dflt.writeTimeout(), "for an answer; 0s is for ever");
    return dflt.withTimeouts(head, whole, write, KeepAlive.idleTimeout(section));
  }
}
