package dev.sluice.net.grpc;

import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.net.auth.AuthKeys;
import dev.sluice.net.auth.AuthKeys.ServerAuth;
import dev.sluice.net.tls.TlsServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a gRPC server (the collector's configgrpc).
 *
 * @param maxMessageBytes of one message, decompressed
 * @param maxConcurrentStreams calls under way on one connection
 * @param auth who may send; null: everybody. For whoever serves the calls to ask
 */
public record GrpcServerConfig(
    Endpoint endpoint,
    @Nullable TlsServerConfig tls,
    int maxMessageBytes,
    int maxConcurrentStreams,
    boolean includeMetadata,
    int maxConnections,
    KeepAlive keepAlive,
    @Nullable ServerAuth auth) {

  private static final int MIB = 1 << 20;
  private static final int DEFAULT_MESSAGE_MIB = 4;
  private static final int DEFAULT_STREAMS = 100;
  private static final int DEFAULT_CONNECTIONS = 10_000;
  private static final Duration DEFAULT_AGE = Duration.ofMinutes(10);
  private static final Duration DEFAULT_AGE_GRACE = Duration.ofSeconds(30);

  private static final Duration DEFAULT_PING = Duration.ofHours(2);
  private static final Duration DEFAULT_PING_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration DEFAULT_MIN_TIME = Duration.ofMinutes(5);

  /** Zero is no limit for idleness, age and its grace. */
  public record KeepAlive(
      Duration maxConnectionIdle,
      Duration maxConnectionAge,
      Duration maxConnectionAgeGrace,
      Duration time,
      Duration timeout,
      Duration minTime,
      boolean permitWithoutStream) {

    /** How often a connection is looked at: a fifth of the shortest time, 10 ms at least. */
    long tickNanos() {
      long shortest = Long.MAX_VALUE;
      for (Duration each :
          new Duration[] {
            maxConnectionIdle, maxConnectionAge, maxConnectionAgeGrace, time, timeout
          }) {
        if (!each.isZero()) shortest = Math.min(shortest, each.toNanos());
      }
      return Math.max(10_000_000, shortest / 5);
    }
  }

  public static GrpcServerConfig read(Section s, Endpoint dflt) {
    Endpoint endpoint = Endpoint.read(s, "endpoint", dflt, "where to listen");
    String transport = s.text("transport", "tcp", "tcp");
    if (!transport.startsWith("tcp")) s.refuse("transport", "only tcp is supported");
    s.section("dialer", "means nothing for a server").ignored("timeout", "a server does not dial");
    TlsServerConfig tls = TlsServerConfig.read(s);
    int mib = s.integer("max_recv_msg_size_mib", 0, 0, 2047, "largest message in MiB; 0 is 4");
    int streams =
        s.integer(
            "max_concurrent_streams",
            DEFAULT_STREAMS,
            0,
            Integer.MAX_VALUE,
            "calls under way on one connection; 0 is no limit");
    s.ignored("read_buffer_size", "Netty sizes its buffers by what comes");
    s.ignored("write_buffer_size", "Netty sizes its buffers by what goes");
    KeepAlive keepAlive = readKeepAlive(s.section("keepalive", "pings and ages of connections"));
    boolean metadata = s.flag("include_metadata", false, "keep the client's headers");
    refuse(s, "middlewares", "needs a middleware extension, and this build has none");
    return new GrpcServerConfig(
        endpoint,
        tls,
        (mib == 0 ? DEFAULT_MESSAGE_MIB : mib) * MIB,
        streams == 0 ? Integer.MAX_VALUE : streams,
        metadata,
        s.integer("max_connections", DEFAULT_CONNECTIONS, 1, 1_000_000, "open at the same time"),
        keepAlive,
        AuthKeys.readServer(s));
  }

  private static void refuse(Section s, String key, String why) {
    if (s.plain(key, "not in this build") != null) s.refuse(key, why);
  }

  private static KeepAlive readKeepAlive(Section s) {
    Section server = s.section("server_parameters", "what the server does");
    Section policy = s.section("enforcement_policy", "what clients may do");
    Duration none = Duration.ZERO;
    return new KeepAlive(
        server.duration("max_connection_idle", none, "closes a connection without calls"),
        server.duration(
            "max_connection_age",
            DEFAULT_AGE,
            "closes a connection, ten percent more or less, so that load spreads; 0s is never"),
        server.duration(
            "max_connection_age_grace",
            DEFAULT_AGE_GRACE,
            "time for calls to end after that; 0s is no limit"),
        orDefault(
            server.duration("time", DEFAULT_PING, "pings a silent client after this time"),
            DEFAULT_PING),
        orDefault(
            server.duration("timeout", DEFAULT_PING_TIMEOUT, "waits so long for its answer"),
            DEFAULT_PING_TIMEOUT),
        orDefault(
            policy.duration("min_time", DEFAULT_MIN_TIME, "least time between a client's pings"),
            DEFAULT_MIN_TIME),
        policy.flag("permit_without_stream", false, "whether clients may ping without calls"));
  }

  /** As in gRPC for Go, where nothing can be said to be zero. */
  private static Duration orDefault(Duration written, Duration dflt) {
    return written.isZero() ? dflt : written;
  }
}
