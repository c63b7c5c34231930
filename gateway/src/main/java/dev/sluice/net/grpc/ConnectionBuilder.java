package dev.sluice.net.grpc;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** Makes connections with bounds on everything that a client can send. */
final class ConnectionBuilder
    extends AbstractHttp2ConnectionHandlerBuilder<GrpcConnection, ConnectionBuilder> {
  /** Streams that we are made to reset in that time before a client is sent away. */
  private static final int MAX_RESETS = 200;

  /**
   * Streams that a client may reset in that time (rapid reset), for each that it may have open: all
   * of them, every three seconds. A backend that stalls lets all calls of a client run into their
   * time limit, again and again, which is no attack.
   */
  private static final int CLIENT_RESETS_PER_STREAM = 10;

  private static final int MOST_CLIENT_RESETS = 10_000;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** For a last word to get out, after an error. */
  private static final long ERROR_GRACE_MILLIS = 5_000;

  private final GrpcService service;

  ConnectionBuilder(GrpcService service) {
    this.service = service;
    int streams = service.config().maxConcurrentStreams();
    var connection = new CallStreams(streams);
    // At once, and not only when the client has acknowledged our settings, if it ever does.
    connection.remote().maxActiveStreams(streams);
    // Clients of gRPC have no priorities; this one costs less.
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    var settings =
        new Http2Settings()
            .initialWindowSize(GrpcConnection.WINDOW_BYTES)
            .maxHeaderListSize(GrpcConnection.MAX_HEADER_BYTES);
    if (streams < Integer.MAX_VALUE) settings.maxConcurrentStreams(streams);
    connection(connection);
    initialSettings(settings);
    headerSensitivityDetector((name, value) -> AnswerHeaders.isOnce(name));
    decoderEnforceMaxRstFramesPerWindow(clientResets(streams), RESET_WINDOW_SECONDS);
    encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS);
    gracefulShutdownTimeoutMillis(ERROR_GRACE_MILLIS);
  }

  private static int clientResets(int streams) {
    long resets = (long) CLIENT_RESETS_PER_STREAM * streams;
    return (int) Math.max(MAX_RESETS, Math.min(resets, MOST_CLIENT_RESETS));
  }

  @Override
  protected GrpcConnection build() {
    return super.build();
  }

  @Override
  protected GrpcConnection build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return new GrpcConnection(decoder, encoder, settings, service);
  }
}
