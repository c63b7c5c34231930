package dev.sluice.net.grpc;

import dev.sluice.config.ComponentId;
import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.AuthKeys;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.tls.TlsClientConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a gRPC client (the collector's configgrpc).
 *
 * @param target as gRPC resolves it: {@code dns:///host:port}
 * @param tlsForced whether the endpoint began with {@code https://}
 * @param authenticator the extension that signs the calls; null: nobody does
 */
public record GrpcClientConfig(
    String target,
    boolean tlsForced,
    boolean plainForced,
    TlsClientConfig tls,
    Compression compression,
    Duration timeout,
    Map<String, Secret> headers,
    String authority,
    String balancer,
    boolean waitForReady,
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    boolean keepAliveWithoutStream,
    @Nullable ComponentId authenticator) {

  private static final Map<String, Encoding> ENCODINGS =
      Map.of(
          "gzip", Encoding.GZIP,
          "zstd", Encoding.ZSTD,
          "snappy", Encoding.SNAPPY_FRAMED,
          "none", Encoding.IDENTITY,
          "", Encoding.IDENTITY);

  private static final Map<String, String> BALANCERS =
      Map.of("", "pick_first", "pick_first", "pick_first", "round_robin", "round_robin");

  public static GrpcClientConfig read(Section s, Duration timeout) {
    String endpoint = s.text("endpoint", "", "host:port of the server");
    boolean https = endpoint.startsWith("https://");
    boolean http = endpoint.startsWith("http://");
    String address = endpoint.replaceFirst("^(https?|dns)://+", "");
    if (endpoint.isEmpty()) {
      s.refuse("endpoint", "is required", "fix: endpoint: tempo.monitoring:4317");
    } else if (!address.matches("(\\[[0-9A-Fa-f:.]+]|[^:/\\s]+):[0-9]{1,5}")) {
      s.refuse("endpoint", "must be host:port, without a path");
    }
    Section keepAlive = s.section("keepalive", "pings");
    Encoding encoding = s.choice("compression", Encoding.GZIP, ENCODINGS, "of messages");
    Duration time = keepAlive.duration("time", Duration.ZERO, "pings after this time; 0 is never");
    Duration wait = keepAlive.duration("timeout", Duration.ZERO, "waits so long for the answer");
    boolean idlePings =
        keepAlive.flag("permit_without_stream", false, "also while there are no calls");
    s.ignored("read_buffer_size", "Netty sizes its buffers by what comes");
    s.ignored("write_buffer_size", "Netty sizes its buffers by what goes");
    s.ignored("user_agent", "is always Sluice's");
    TlsClientConfig tls = TlsClientConfig.read(s);
    return new GrpcClientConfig(
        "dns:///" + address,
        https,
        http,
        tls,
        new Compression(encoding, Compression.LIBRARY_LEVEL),
        s.duration("timeout", timeout, "limit of one call; 0 is five minutes"),
        HeaderKeys.grpc(s),
        s.text("authority", "", "the name of the server to ask for"),
        s.choice("balancer_name", "pick_first", BALANCERS, "how addresses are chosen"),
        s.flag("wait_for_ready", false, "wait for a connection instead of failing at once"),
        time,
        wait,
        idlePings,
        AuthKeys.readClient(s, isPlainText(http, https, tls)));
  }

  /** {@code host:port}, for messages. */
  String address() {
    return target.substring(target.lastIndexOf('/') + 1);
  }

  /** Whether to speak without TLS. */
  public boolean isPlainText() {
    return isPlainText(plainForced, tlsForced, tls);
  }

  private static boolean isPlainText(boolean plainForced, boolean tlsForced, TlsClientConfig tls) {
    return plainForced || (!tlsForced && tls.isPlainText());
  }
}
