package dev.sluice.exporter.otlp;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.net.codec.Body;
import dev.sluice.net.grpc.GrpcClientConfig;
import dev.sluice.net.grpc.GrpcSender;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Destination;
import dev.sluice.sending.Push;

/** One batch, one call. OTLP goes out as the bytes in which it came. */
final class OtlpPush implements Push {
  /** Servers take messages of 4 MiB by default; some room for what the envelope adds. */
  private static final long MAX_BATCH_BYTES = (4 << 20) - (64 << 10);

  private final GrpcSender sender;
  private final Destination destination;

  OtlpPush(OtlpConfig config, Signal signal, Settings settings)
      throws TlsException, StartException {
    this.sender = GrpcSender.of(config.client(), method(signal), settings);
    GrpcClientConfig client = config.client();
    this.destination = new Destination(client.target(), client.headers(), client.authenticator());
  }

  private static String method(Signal signal) {
    return switch (signal) {
      case TRACES -> "opentelemetry.proto.collector.trace.v1.TraceService/Export";
      case METRICS -> "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
      case LOGS -> "opentelemetry.proto.collector.logs.v1.LogsService/Export";
    };
  }

  @Override
  public Destination destination() {
    return destination;
  }

  @Override
  public long maxBatchBytes() {
    return MAX_BATCH_BYTES;
  }

  @Override
  public Answer push(Batch batch) {
    Body body = Body.of(batch.bytes(), batch::writeTo);
    return OtlpAnswers.read(sender.call(body, batch.metadata()), batch);
  }

  @Override
  public void abort() {
    sender.close();
  }
}
