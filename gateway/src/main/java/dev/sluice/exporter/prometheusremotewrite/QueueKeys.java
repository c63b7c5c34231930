package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import dev.sluice.sending.QueueConfig;

/**
 * {@code remote_write_queue}, as the collector has it for this exporter alone, or {@code
 * sending_queue}, as all others have it. There are as many shards as consumers, each with one
 * request in flight: samples of one series must not overtake each other.
 */
final class QueueKeys {
  private static final int MAX_SHARDS = 64;
  private static final String SHARDS = "shards, each with one request in flight and its own series";

  private QueueKeys() {}

  static QueueConfig read(Section s) {
    int parallel =
        s.integer(
            "max_batch_request_parallelism",
            PrometheusRemoteWriteConfig.DEFAULT_QUEUE.numConsumers(),
            1,
            MAX_SHARDS,
            "as num_consumers, which wins over it");
    QueueConfig defaults = PrometheusRemoteWriteConfig.DEFAULT_QUEUE.withConsumers(parallel);
    Section queue = s.section("sending_queue", "what waits");
    Section older = s.section("remote_write_queue", "what waits, in the collector's own words");
    QueueConfig fromOlder =
        new QueueConfig(
            older.flag(
                "enabled", true, "false: nothing waits but what is being sent; as sending_queue"),
            older.integer("num_consumers", defaults.numConsumers(), 1, MAX_SHARDS, SHARDS),
            older.integer(
                "queue_size",
                (int) defaults.queueSize(),
                1,
                Integer.MAX_VALUE,
                "requests that may wait"));
    QueueConfig newer = QueueConfig.read(queue, defaults);
    if (!queue.isWritten()) return fromOlder;
    if (older.isWritten()) {
      s.refuse("remote_write_queue", "cannot be mixed with `sending_queue`", "fix: keep one");
    }
    if (newer.numConsumers() > MAX_SHARDS) {
      queue.warn("num_consumers", "is more than the %d shards there can be".formatted(MAX_SHARDS));
      return newer.withConsumers(MAX_SHARDS);
    }
    return newer;
  }
}
