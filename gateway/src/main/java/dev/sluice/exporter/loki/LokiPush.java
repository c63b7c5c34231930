package dev.sluice.exporter.loki;

import dev.sluice.component.Clock;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.exporter.loki.LokiAnswers.HeldStream;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Destination;
import dev.sluice.sending.Push;
import dev.sluice.sending.RetryAfter;
import dev.sluice.telemetry.Instruments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One batch of one tenant's logs, one push request, one POST. Any thread, several at once. */
final class LokiPush implements Push {
  private static final String CONTENT_TYPE = "application/x-protobuf";

  private static final Logger LOG = LoggerFactory.getLogger(LokiPush.class);

  /**
   * How often one push may be made again since Loki takes less metadata than we thought: no pairs,
   * fewer pairs, smaller pairs.
   */
  private static final int MOST_LESSONS = 3;

  /** So long, what Loki had before us is learned. */
  private static final long NEW_NANOS = Duration.ofMinutes(5).toNanos();

  /** Of one batch at a time; what has more is parted again at its turn. */
  private static final int MOST_PARTS = 128;

  private final String id;
  private final long startedAt;
  private final Target target;
  private final HttpSender sender;
  private final Destination destination;
  private final Clock clock;
  private final Tenants tenants;
  private final PushBodies bodies;
  private final PushSize size = new PushSize(PushSize.DEFAULT_MAX_BYTES);
  private final LokiResources resources;

  /**
   * Streams that Loki has, as the last of a push that it took. An ingester tells what became of the
   * last stream alone: of an earlier one that it refuses it says nothing if the last was taken, and
   * its lines are lost. So what may be refused goes behind what will not.
   */
  private final RecentStreams taken;

  /** Streams that were too many: what comes of them waits with what came before. */
  private final RecentStreams refused;

  private final MetadataLimits metadataLimits = new MetadataLimits();
  private final LearnedLimits limits;
  private final LongAdder failedForWantOfLabels;
  private final LongAdder demotedValues;
  private final LongAdder leftOutPairs;

  LokiPush(LokiConfig config, Target target, Settings settings)
      throws TlsException, StartException {
    this.target = target;
    this.clock = settings.clock();
    this.startedAt = clock.nanoTime();
    this.sender = HttpSender.of(config.client(), settings);
    HttpClientConfig client = config.client();
    this.destination = new Destination(target, client.headers(), client.authenticator());
    this.id = settings.id().toString();
    Instruments instruments = settings.instruments();
    this.resources = new LokiResources(config.defaultLabels());
    this.taken = new RecentStreams(clock::nanoTime);
    this.refused = new RecentStreams(clock::nanoTime);
    this.tenants = new Tenants(resources);
    this.leftOutPairs = instruments.count("sluice_loki_metadata_left_out_total", "exporter", id);
    this.limits = new LearnedLimits(id, config, target, sender, size, metadataLimits, resources);
    var guard =
        new CardinalityGuard(id, config.cardinalityGuard(), clock::nanoTime, resources::demote);
    this.bodies =
        new PushBodies(
            () ->
                new LokiPushEncoder(
                    resources,
                    new MetadataWriter(config.structuredMetadata(), metadataLimits),
                    () -> clock.epochMillis() * 1_000_000),
            guard::look);
    this.failedForWantOfLabels =
        instruments.count("otelcol_lokiexporter_send_failed_due_to_missing_labels", "exporter", id);
    this.demotedValues = instruments.count("sluice_loki_demoted_values_total", "exporter", id);
    instruments.gauge(
        "sluice_loki_demoted_labels", () -> resources.policy().demoted().size(), "exporter", id);
  }

  /** Asks for Loki's limits aside: neither the start nor a push waits for them. */
  @Override
  public void start() {
    limits.learn("");
  }

  @Override
  public void partition(Batch batch, BiConsumer<String, Batch> lanes) {
    tenants.partition(
        batch, refused.isEmpty() ? lanes : (tenant, part) -> partRefused(tenant, part, lanes));
  }

  private void partRefused(String tenant, Batch batch, BiConsumer<String, Batch> lanes) {
    Map<Boolean, Batch> parts = bodies.split(batch, stream -> refused.contains(tenant, stream));
    Batch others = parts.get(false);
    if (others != null) lanes.accept(tenant, others);
    Batch held = parts.get(true);
    if (held != null) lanes.accept(lane(tenant, LokiAnswers.ACTIVE_STREAMS), held);
  }

  private static String lane(String tenant, String limit) {
    return tenant + "\n" + limit;
  }

  @Override
  public Destination destination() {
    return destination;
  }

  @Override
  public long maxBatchBytes() {
    return size.maxBatchBytes();
  }

  @Override
  public Answer push(Batch batch) {
    String tenant = tenants.of(batch);
    if (tenant == null) return Answer.tooLarge("logs of several tenants");
    if (!Tenants.isSendable(tenant)) return lost(batch.items(), "no header can hold their tenant");
    for (int left = MOST_LESSONS; ; left--) {
      Answer answer = push(batch, tenant);
      boolean isLearned = left > 0 && metadataLimits.learn(answer.cause());
      if (!isLearned) return answer;
      if (!metadataLimits.isTaken()) resources.withoutMetadata();
      LOG.warn("exporter '{}': less structured metadata from now on: {}", id, answer.cause());
    }
  }

  private Answer push(Batch batch, String tenant) {
    try (PushBody body =
        bodies.write(batch, size.maxBytes(), stream -> taken.holds(tenant, stream))) {
      Encoded encoded = body.encoded();
      if (!encoded.isComplete()) {
        size.overflowed(batch.bytes());
        return Answer.tooLarge("larger than %d bytes as a push".formatted(size.maxBytes()));
      }
      size.encoded(batch.bytes(), body.plainBytes());
      if (encoded.lines() == 0) return lost(encoded.untranslatable(), NO_LINE);
      if (body.lateStreams() > 1 && isNew()) {
        List<Batch> parts = bodies.apart(batch, stream -> taken.holds(tenant, stream), MOST_PARTS);
        if (parts.size() > 1) return Answer.parted(parts);
      }
      Answer answer = post(batch, tenant, body);
      if (answer.kind() == Answer.Kind.DONE) {
        demotedValues.add(encoded.demoted());
        leftOutPairs.add(encoded.leftOut());
      }
      if (answer.kind() == Answer.Kind.TOO_LARGE) size.refused(body.plainBytes());
      return withUntranslatable(answer, encoded.untranslatable());
    }
  }

  /**
   * Whether we may not yet know of streams that Loki had before us: one of those behind one that is
   * refused would hide it. So each that we do not know goes in a push without another such.
   */
  private boolean isNew() {
    return clock.nanoTime() - startedAt < NEW_NANOS;
  }

  private static final String NO_LINE =
      "they have no line: a NaN or an infinity in JSON, more than 4 MiB, or an unknown loki.format";

  private Answer post(Batch batch, String tenant, PushBody body) {
    Map<String, String> headers = Tenants.headers(tenant);
    limits.met(tenant);
    try {
      HttpReply reply = sender.post(target, CONTENT_TYPE, headers, body, batch.metadata());
      if (reply.status() / 100 == 2) taken.add(tenant, body.lastStream());
      // It may have forgotten its streams.
      if (reply.status() >= 500) taken.clear();
      return read(reply, batch, tenant, body.encoded());
    } catch (SendException e) {
      taken.clear();
      return Answer.retry(String.valueOf(e.getMessage()), null);
    }
  }

  private Answer read(HttpReply reply, Batch batch, String tenant, Encoded encoded) {
    Duration retryAfter = RetryAfter.parse(reply.header("retry-after"), clock.epochMillis());
    String text = reply.body().utf8();
    if (text.contains(LokiAnswers.NO_LABELS)) failedForWantOfLabels.add(batch.items());
    Answer answer =
        LokiAnswers.read(
            reply.status(), retryAfter, text, limits.rate(tenant), bodies.lines(batch, encoded));
    if (!reply.signer().isEmpty()) return Answer.misconfigured(answer.cause() + reply.signer());
    HeldStream held = LokiAnswers.heldStream(reply.status(), text);
    return held == null ? answer : holdBack(batch, tenant, held, answer);
  }

  /**
   * Loki's limit concerns one stream: its records wait by themselves. The others are sent again,
   * since Loki names only the last of the streams that it did not take; what it has, it knows by
   * time and text.
   */
  private Answer holdBack(Batch batch, String tenant, HeldStream held, Answer answer) {
    Map<Boolean, Batch> parts =
        bodies.split(
            batch,
            stream -> {
              boolean isHeld = StreamNames.isSame(stream.utf8(), held.labels());
              boolean isTooMany = held.limit().equals(LokiAnswers.ACTIVE_STREAMS);
              if (isHeld && isTooMany) refused.add(tenant, stream);
              return isHeld;
            });
    Batch ofStream = parts.get(true);
    Batch others = parts.get(false);
    if (ofStream == null) return answer;
    // A stream that is too fast goes on at its pace.
    if (others == null && !held.limit().equals(LokiAnswers.ACTIVE_STREAMS)) return answer;
    var division = new Answer.Division(others, lane(tenant, held.limit()), ofStream);
    return Answer.divided(answer.cause(), division, answer.retryAfter());
  }

  private static Answer lost(int records, String why) {
    return Answer.done(Tally.DELIVERED.and(Outcome.DROPPED_UNTRANSLATABLE, records), why);
  }

  private static Answer withUntranslatable(Answer answer, int records) {
    if (records == 0 || answer.kind() != Answer.Kind.DONE) return answer;
    Tally tally = answer.tally().and(Outcome.DROPPED_UNTRANSLATABLE, records);
    return Answer.done(tally, answer.cause().isEmpty() ? NO_LINE : answer.cause());
  }

  @Override
  public void abort() {
    limits.close();
    sender.close();
  }
}
