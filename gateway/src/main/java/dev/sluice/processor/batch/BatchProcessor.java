package dev.sluice.processor.batch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Consumer;
import dev.sluice.component.Deadline;
import dev.sluice.component.Processor;
import dev.sluice.component.Settings;
import dev.sluice.data.Batch;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.Bulletin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests of the same metadata values together and apart from others, one {@link Shard}
 * each. Any thread. What waits here was given room at the door; a crash loses it.
 */
final class BatchProcessor implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(BatchProcessor.class);

  private final BatchConfig config;
  private final Settings settings;
  private final Signal signal;
  private final Consumer next;
  private final BatchMetrics metrics;
  private final Bulletin tooMany;
  private final Map<Metadata, Shard> shards = new ConcurrentHashMap<>();
  private final IntSupplier shardCount = shards::size;
  private final Shard single;

  @GuardedBy("this")
  private boolean stopped;

  BatchProcessor(BatchConfig config, Settings settings, Signal signal, Consumer next) {
    this.config = config;
    this.settings = settings;
    this.signal = signal;
    this.next = next;
    this.metrics = BatchMetrics.of(settings);
    this.tooMany = new Bulletin(settings.clock()::nanoTime);
    this.single = newShard(Metadata.EMPTY);
    if (config.metadataKeys().isEmpty()) shards.put(Metadata.EMPTY, single);
    metrics.countShards(shardCount);
  }

  private Shard newShard(Metadata metadata) {
    return new Shard(config, settings, signal, metadata, metrics, next);
  }

  @Override
  public void consume(Batch batch) {
    if (config.metadataKeys().isEmpty()) {
      single.add(batch);
      return;
    }
    Metadata key = keyOf(batch.metadata());
    Shard shard = shards.get(key);
    if (shard == null) shard = addShard(key);
    if (shard != null) {
      shard.add(batch);
      return;
    }
    tooMany.error(
        LOG,
        () ->
            "processor '%s': %s dropped: metadata_cardinality_limit of %d combinations is reached"
                .formatted(
                    settings.id(), signal.count(batch.items()), config.metadataCardinalityLimit()));
    batch.settle(Outcome.DROPPED_METADATA_CARDINALITY);
  }

  private Metadata keyOf(Metadata metadata) {
    var values = new LinkedHashMap<String, List<String>>();
    for (String key : config.metadataKeys()) values.put(key, metadata.values(key));
    return new Metadata(values, "");
  }

  private synchronized @org.jspecify.annotations.Nullable Shard addShard(Metadata key) {
    int limit = config.metadataCardinalityLimit();
    if (limit > 0 && shards.size() >= limit && !shards.containsKey(key)) return null;
    Shard known = shards.get(key);
    if (known != null) return known;
    Shard shard = newShard(key);
    // Nobody would flush what it keeps.
    if (stopped) shard.stop();
    shards.put(key, shard);
    return shard;
  }

  @Override
  public synchronized void stop(Deadline deadline) {
    stopped = true;
    metrics.forgetShards(shardCount);
    for (Shard shard : new ArrayList<>(shards.values())) shard.stop();
  }
}
