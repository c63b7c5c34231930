package dev.sluice.receiver.otlp;

import dev.sluice.component.Deadline;
import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.net.ConnectionLimit;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.grpc.GrpcServer;
import dev.sluice.net.grpc.UnaryHandler;
import dev.sluice.net.http.HttpServer;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.Instruments;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both doors of OTLP, for all signals that a pipeline wants from this receiver. */
final class OtlpReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);

  /** Requests under way get so long to end; they are short. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final OtlpReceiverConfig config;
  private final Settings settings;
  private final @Nullable GrpcServer grpc;
  private final @Nullable HttpServer http;
  private boolean grpcStarted;
  private boolean httpStarted;

  OtlpReceiver(OtlpReceiverConfig config, Settings settings, Map<Signal, Intake> intakes)
      throws StartException {
    this.config = config;
    this.settings = settings;
    EventLoops loops = settings.shared().get(EventLoops.class, EventLoops::new);
    try {
      this.grpc = config.grpc() == null ? null : grpc(config, settings, intakes, loops);
    } catch (TlsException e) {
      throw new StartException("protocols::grpc: " + e.getMessage(), e);
    }
    this.http = config.http() == null ? null : http(config.http(), settings, intakes, loops);
    if (grpc != null) show(grpc.connections(), "grpc");
    if (http != null) show(http.connections(), "http");
  }

  private void show(ConnectionLimit connections, String transport) {
    String[] labels = {"receiver", settings.id().toString(), "transport", transport};
    Instruments instruments = settings.instruments();
    instruments.gauge("sluice_receiver_connections", connections::open, labels);
    instruments.counter("sluice_receiver_refused_connections_total", connections::refused, labels);
  }

  private static GrpcServer grpc(
      OtlpReceiverConfig config, Settings settings, Map<Signal, Intake> intakes, EventLoops loops)
      throws TlsException, StartException {
    var server = Objects.requireNonNull(config.grpc());
    var gate = new Gate(server.auth(), settings, "grpc");
    var methods = new HashMap<String, UnaryHandler>();
    intakes.forEach(
        (signal, intake) ->
            methods.put(
                OtlpGrpc.method(signal),
                new OtlpGrpc(new Taker(intake, settings, "grpc"), server.includeMetadata(), gate)));
    return new GrpcServer(server, loops, methods, settings.clock());
  }

  private static HttpServer http(
      OtlpReceiverConfig.Http config,
      Settings settings,
      Map<Signal, Intake> intakes,
      EventLoops loops)
      throws StartException {
    var gate = new Gate(config.server().auth(), settings, "http");
    var takers = new EnumMap<Signal, Taker>(Signal.class);
    intakes.forEach((signal, intake) -> takers.put(signal, new Taker(intake, settings, "http")));
    return new HttpServer(
        config.server(), new OtlpHttp(config, takers, gate), loops, settings.clock());
  }

  @Override
  public void start() throws StartException {
    if (grpc != null) {
      try {
        grpc.start();
      } catch (ListenException e) {
        throw new StartException("protocols::grpc: " + e.getMessage(), e);
      }
      grpcStarted = true;
      sayWhere("gRPC", Objects.requireNonNull(config.grpc()).endpoint().withPort(grpc.port()));
    }
    if (http != null) {
      try {
        http.start();
      } catch (ListenException | TlsException e) {
        throw new StartException("protocols::http: " + e.getMessage(), e);
      }
      httpStarted = true;
      Endpoint endpoint = Objects.requireNonNull(config.http()).server().endpoint();
      sayWhere("HTTP", endpoint.withPort(http.address().getPort()));
    }
  }

  private void sayWhere(String protocol, Endpoint endpoint) {
    LOG.info("receiver '{}': {} on {}", settings.id(), protocol, endpoint);
  }

  /** The port that gRPC got. Only after {@link #start}, and only if it is served. */
  int grpcPort() {
    return Objects.requireNonNull(grpc).port();
  }

  /** Where HTTP is served. Only after {@link #start}, and only if it is. */
  InetSocketAddress httpAddress() {
    return Objects.requireNonNull(http).address();
  }

  /** Both doors close at once, and have the same time. */
  @Override
  public void stop(Deadline deadline) {
    Deadline end = deadline.atMost(GRACE);
    if (http != null && httpStarted) http.drain();
    if (grpc != null && grpcStarted) grpc.drain();
    if (http != null && httpStarted) http.stop(Duration.ofNanos(end.remainingNanos()));
    if (grpc != null && grpcStarted) grpc.stop(Duration.ofNanos(end.remainingNanos()));
  }
}
