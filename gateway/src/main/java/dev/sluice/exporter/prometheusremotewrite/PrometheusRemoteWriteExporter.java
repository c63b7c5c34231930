package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Destination;
import dev.sluice.sending.Push;
import java.util.function.BiConsumer;

/**
 * Sends metrics by remote write, in shards: a series is always of one shard, a shard has one
 * request in flight, and repeats it before anything newer. So samples of a series never overtake
 * each other, while other shards go on.
 */
final class PrometheusRemoteWriteExporter implements Push {
  private static final int KNOWN_SHARE_OF_MEMORY = 16;
  private static final long MAX_KNOWN_BYTES = 128L << 20;

  /** Of each shard. */
  private static final long MIN_KNOWN_BYTES = 1L << 20;

  private final HttpSender sender;
  private final Destination destination;
  private final RemoteWriteShard[] shards;

  /** The name of each shard's lane: its number. */
  private final String[] lanes;

  PrometheusRemoteWriteExporter(
      PrometheusRemoteWriteConfig config, Target target, Settings settings)
      throws TlsException, StartException {
    sender = HttpSender.of(config.client(), settings);
    HttpClientConfig client = config.client();
    this.destination = new Destination(target, client.headers(), client.authenticator());
    shards = new RemoteWriteShard[config.queue().numConsumers()];
    lanes = new String[shards.length];
    var shared =
        new RemoteWriteShard.Shared(
            settings.clock(),
            sender,
            new Acceptances(settings.clock()),
            new RemoteWriteMetrics(settings),
            bytesOfShard(settings.memory().totalBytes()));
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new RemoteWriteShard(config, target, shared);
      lanes[i] = Integer.toString(i);
    }
  }

  /** What one shard may remember from request to request. */
  private long bytesOfShard(long memoryBytes) {
    long ofAll = Math.min(MAX_KNOWN_BYTES, memoryBytes / KNOWN_SHARE_OF_MEMORY);
    return Math.max(MIN_KNOWN_BYTES, ofAll / shards.length);
  }

  @Override
  public void partition(Batch batch, BiConsumer<String, Batch> out) {
    if (lanes.length == 1) {
      out.accept(lanes[0], batch);
    } else {
      Shards.partition(batch, lanes, out);
    }
  }

  @Override
  public Push ofLane(String lane) {
    return shards[Integer.parseInt(lane)];
  }

  @Override
  public Destination destination() {
    return destination;
  }

  /** Of each shard. */
  @Override
  public int maxUnderWay() {
    return 1;
  }

  /** As if there were no other shard. */
  @Override
  public Answer push(Batch batch) {
    return shards[0].push(batch);
  }

  @Override
  public boolean lanesFailTogether() {
    return true;
  }

  @Override
  public boolean joinsWhatWaits() {
    return true;
  }

  @Override
  public void abort() {
    sender.close();
  }
}
