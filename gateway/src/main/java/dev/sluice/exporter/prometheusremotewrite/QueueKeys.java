package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.config.Section;
import dev.sluice.sending.QueueConfig;

/**
 * {@code remote_write_queue}, as the collector has it for this exporter alone, or {@code
 * sending_queue}, as all others have it. Either way one request is in flight at a time: samples of
 * one series must not overtake each other.
 */
final class QueueKeys {
  private static final String ONE_IN_FLIGHT =
      "one request is in flight at a time, so that samples of a series keep their order";

  private QueueKeys() {}

  static QueueConfig read(Section s) {
    s.ignored("max_batch_request_parallelism", ONE_IN_FLIGHT);
    Section queue = s.section("sending_queue", "what waits");
    Section older = s.section("remote_write_queue", "what waits, in the collector's own words");
    older.ignored("num_consumers", ONE_IN_FLIGHT);
    QueueConfig fromOlder =
        new QueueConfig(
            older.flag("enabled", true, "false: nothing waits but what is being sent"),
            1,
            older.integer(
                "queue_size",
                PrometheusRemoteWriteConfig.DEFAULT_QUEUE.queueSize(),
                1,
                Integer.MAX_VALUE,
                "requests that may wait"));
    QueueConfig newer = QueueConfig.read(queue, PrometheusRemoteWriteConfig.DEFAULT_QUEUE);
    if (!queue.isWritten()) return fromOlder;
    if (older.isWritten()) {
      s.refuse("remote_write_queue", "cannot be mixed with `sending_queue`", "fix: keep one");
    }
    if (newer.numConsumers() != 1)
      queue.warn("num_consumers", "is without effect: " + ONE_IN_FLIGHT);
    return new QueueConfig(newer.enabled(), 1, newer.queueSize());
  }
}
