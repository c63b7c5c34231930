package dev.sluice.receiver.otlp;

import dev.sluice.config.Section;
import dev.sluice.net.Endpoint;
import dev.sluice.net.grpc.GrpcServerConfig;
import dev.sluice.net.http.HttpServerConfig;
import dev.sluice.otlp.Signal;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code receivers: otlp:}.
 *
 * @param grpc null: not served
 * @param http null: not served
 */
public record OtlpReceiverConfig(@Nullable GrpcServerConfig grpc, @Nullable Http http) {

  private static final Endpoint GRPC = new Endpoint("localhost", 4317);
  private static final Endpoint HTTP = new Endpoint("localhost", 4318);

  /**
   * The HTTP half.
   *
   * @param paths where each signal is posted to
   */
  public record Http(HttpServerConfig server, Map<Signal, String> paths) {}

  static OtlpReceiverConfig read(Section s) {
    Section protocols = s.section("protocols", "what is served: grpc, http or both");
    // A key without a value switches a protocol on with its defaults.
    boolean grpc = protocols.has("grpc");
    boolean http = protocols.has("http");
    if (!grpc && !http) {
      s.refuse(
          "protocols", "must name at least one protocol", "fix: protocols: {grpc: {}, http: {}}");
    }
    Section grpcSection = protocols.section("grpc", "OTLP over gRPC");
    Section httpSection = protocols.section("http", "OTLP over HTTP");
    grpc &= grpcSection.flag("enabled", true, "false switches the protocol off");
    http &= httpSection.flag("enabled", true, "false switches the protocol off");
    GrpcServerConfig grpcConfig = GrpcServerConfig.read(grpcSection, GRPC);
    Http httpConfig = readHttp(httpSection);
    return new OtlpReceiverConfig(grpc ? grpcConfig : null, http ? httpConfig : null);
  }

  private static Http readHttp(Section s) {
    var paths = new EnumMap<Signal, String>(Signal.class);
    for (Signal signal : Signal.values()) {
      String key = signal.id() + "_url_path";
      String path = s.text(key, "/v1/" + signal.id(), "where " + signal.id() + " are posted to");
      if (path.isEmpty() || path.indexOf(' ') >= 0) {
        s.refuse(key, "must be a path such as /v1/" + signal.id());
      }
      paths.put(signal, path.startsWith("/") ? path : "/" + path);
    }
    if (new HashSet<>(paths.values()).size() < paths.size()) {
      s.refuse("traces_url_path", "two signals have the same path");
    }
    return new Http(HttpServerConfig.read(s, HTTP), paths);
  }
}
