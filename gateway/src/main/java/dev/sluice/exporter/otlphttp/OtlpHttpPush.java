package dev.sluice.exporter.otlphttp;

import dev.sluice.component.Clock;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Body;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.OtlpJson;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Destination;
import dev.sluice.sending.Push;
import dev.sluice.wire.ProtoWriter;
import java.util.Map;

/** One batch, one POST. OTLP goes out as the bytes in which it came. */
final class OtlpHttpPush implements Push {
  /**
   * Receivers take 20 MiB after decompression (Tempo and the collector by default); a push of this
   * size costs little per item already.
   */
  private static final long MAX_BATCH_BYTES = 8 << 20;

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final boolean isJson;
  private final Target target;
  private final HttpSender sender;
  private final Destination destination;
  private final Clock clock;

  OtlpHttpPush(OtlpHttpConfig config, Target target, Settings settings)
      throws TlsException, StartException {
    this.isJson = config.json();
    this.target = target;
    this.clock = settings.clock();
    this.sender = HttpSender.of(config.client(), settings);
    HttpClientConfig client = config.client();
    this.destination = new Destination(target, client.headers(), client.authenticator());
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
    Body body = isJson ? json(batch) : Body.of(batch.bytes(), batch::writeTo);
    try {
      HttpReply reply =
          sender.post(target, isJson ? JSON : PROTOBUF, Map.of(), body, batch.metadata());
      return OtlpHttpAnswers.read(reply, batch, clock.epochMillis());
    } catch (SendException e) {
      return Answer.retry(String.valueOf(e.getMessage()), null);
    }
  }

  private static Body json(Batch batch) {
    var out = new ProtoWriter(64 << 10);
    OtlpJson.fromProtobuf(batch.signal(), batch.groups(), out);
    return Body.of(out.toSlice());
  }

  @Override
  public void abort() {
    sender.close();
  }
}
