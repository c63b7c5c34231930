package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Clock;
import dev.sluice.data.Batch;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.exporter.prometheusremotewrite.Reading.Complaint;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Body;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Push;
import dev.sluice.telemetry.Bulletin;
import dev.sluice.wire.ByteSlice;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the series of one shard: one batch, one WriteRequest. Where the backend refuses a request
 * for some of its samples, and with them all others, the request is made once more without what it
 * cannot be expected to take: the rest arrives, and what was late is rejected and counted. Only
 * where that does not help is the batch to be cut until the item at fault is found.
 *
 * <p>Called by one thread at a time, so that samples of one series leave in the order in which they
 * came.
 */
final class RemoteWriteShard implements Push {
  private static final String VERSION = "X-Prometheus-Remote-Write-Version";

  private static final Logger LOG = LoggerFactory.getLogger(PrometheusRemoteWriteExporter.class);

  /** How many requests one batch may become, each made because of what was said of the last. */
  private static final int MAX_REQUESTS = 4;

  private static final String CLASSIC_ALONE =
      "%s: %s; histograms go without their native form, as classic series alone";

  private final Target target;
  private final Protocol protocol;
  private final Map<String, String> headers;
  private final long maxRequestBytes;
  private final HttpSender sender;
  private final Clock clock;
  private final WriteRequestEncoder encoder;
  private final @Nullable MetadataRequests metadata;
  private final Acceptances acceptances;
  private final SizeGuess sizes;
  private final RemoteWriteMetrics metrics;

  /** What is known of the owner of the present batch. */
  private Acceptance acceptance;

  private int knownSeries;
  private long knownBytes;
  private final Bulletin exemplarsLost;
  private final Bulletin classicAlone;

  /**
   * @param shared what all shards of an exporter have together
   */
  RemoteWriteShard(PrometheusRemoteWriteConfig config, Target target, Shared shared) {
    this.target = target;
    this.protocol = config.translation().protocol();
    this.headers = Map.of(VERSION, protocol.version);
    this.maxRequestBytes = config.maxBatchSizeBytes();
    this.clock = shared.clock();
    this.sender = shared.sender();
    this.encoder =
        new WriteRequestEncoder(
            config.translation().ofOne(config.queue().numConsumers()), shared.knownBytes());
    this.metadata =
        config.sendMetadata() && protocol == Protocol.V1
            ? new MetadataRequests(config.translation().names(), maxRequestBytes, clock)
            : null;
    this.acceptances = shared.acceptances();
    this.acceptance = acceptances.of("");
    this.sizes = new SizeGuess(maxRequestBytes);
    this.metrics = shared.metrics();
    this.exemplarsLost = new Bulletin(clock::nanoTime);
    this.classicAlone = new Bulletin(clock::nanoTime);
  }

  /**
   * What the shards of one exporter share; safe for several threads.
   *
   * @param knownBytes what each of them may remember from request to request
   */
  record Shared(
      Clock clock,
      HttpSender sender,
      Acceptances acceptances,
      RemoteWriteMetrics metrics,
      long knownBytes) {}

  @Override
  public int maxUnderWay() {
    return 1;
  }

  @Override
  public boolean joinsWhatWaits() {
    return true;
  }

  @Override
  public long maxBatchBytes() {
    return sizes.maxBatchBytes();
  }

  @Override
  public Answer push(Batch batch) {
    String owner = sender.ownerOf(batch.metadata());
    encoder.of(owner);
    acceptance = acceptances.of(owner);
    Encoded encoded = encode(batch, acceptance.first());
    if (encoded.tooLarge()) {
      sizes.becameTooLarge(batch.bytes());
      return tooLarge();
    }
    sizes.became(batch.bytes(), encoded.request().length());
    return push(batch, encoded);
  }

  private Encoded encode(Batch batch, Selection selection) {
    encoder.at(clock.nanoTime());
    Encoded encoded = encoder.encode(batch, selection, maxRequestBytes);
    metrics.encoded(encoded);
    int series = encoder.knownSeries();
    long bytes = encoder.knownBytes();
    metrics.remembered(series - knownSeries, bytes - knownBytes);
    knownSeries = series;
    knownBytes = bytes;
    return encoded;
  }

  private Answer tooLarge() {
    return Answer.tooLarge(
        "would be more than %d bytes uncompressed (max_batch_size_bytes)"
            .formatted(maxRequestBytes));
  }

  private Answer push(Batch batch, Encoded first) {
    Encoded encoded = first;
    for (int requests = 1; ; requests++) {
      Reading reading =
          encoded.request().isEmpty() ? Reading.NOTHING_SENT : send(encoded, batch.metadata());
      if (reading.isDelivered()) return delivered(batch, encoded, reading.written());
      Selection better = acceptance.narrower(encoded.selection(), reading.complaint());
      if (better.equals(encoded.selection()) || requests == MAX_REQUESTS) {
        return refused(batch, encoded, reading);
      }
      long tried = encoded.values();
      encoded = encode(batch, better);
      if (encoded.values() == tried) return refused(batch, encoded, reading);
      if (reading.complaint() == Complaint.NATIVE_HISTOGRAM && encoded.omissions().total() == 0) {
        classicAlone.warn(LOG, () -> CLASSIC_ALONE.formatted(target, reading.answer().cause()));
      }
    }
  }

  /** A receiver of remote write 2.0 that has stored a part says how much, which spares a search. */
  private Answer refused(Batch batch, Encoded encoded, Reading reading) {
    Written written = reading.written();
    boolean isPartial = written != null && written.isPartial() && written.missing(encoded) > 0;
    if (written == null || !isPartial || !reading.isRefused()) return reading.answer();
    String cause = reading.answer().cause() + "; " + written.inWords(encoded);
    return settled(batch, encoded, written, reading.answer().outcome(), cause);
  }

  private Reading send(Encoded encoded, Metadata client) {
    try {
      HttpReply reply = post(encoded.request(), client);
      Reading reading = RemoteWriteAnswers.read(reply, encoded.values(), clock.epochMillis());
      return protocol == Protocol.V2 ? reading.of(reply) : reading;
    } catch (SendException e) {
      return Reading.of(Answer.retry(e.getMessage(), null));
    }
  }

  private HttpReply post(ByteSlice request, Metadata client) throws SendException {
    return sender.post(target, protocol.contentType, headers, Body.of(request), client);
  }

  private Answer delivered(Batch batch, Encoded encoded, @Nullable Written written) {
    String cause = "";
    if (written != null && written.missing(encoded) > 0) {
      cause = "taken, but " + written.inWords(encoded);
    } else if (written != null && written.missingExemplars(encoded) > 0) {
      exemplarsLost.warn(LOG, () -> "%s: %s".formatted(target, written.inWords(encoded)));
    }
    Answer answer = settled(batch, encoded, written, Outcome.REJECTED_PARTIAL, cause);
    if (metadata != null)
      metadata.send(
          batch, sender.ownerOf(batch.metadata()), request -> post(request, batch.metadata()));
    return answer;
  }

  /** The backend has it, but for what was left out and what it says that it did not write. */
  private Answer settled(
      Batch batch, Encoded encoded, @Nullable Written written, Outcome unwritten, String cause) {
    encoder.taken();
    acceptance.taken(encoded.newestMillis());
    Omissions omissions = encoded.omissions();
    metrics.leftOut(omissions.total());
    int items = batch.items() - omissions.total();
    int missing = written == null ? 0 : written.missingItems(encoded, items);
    if (missing == 0 && omissions.total() == 0) return Answer.delivered();
    String separator = cause.isEmpty() || omissions.total() == 0 ? "" : "; ";
    return Answer.done(
        omissions.tally().and(unwritten, missing), cause + separator + omissions.inWords());
  }
}
