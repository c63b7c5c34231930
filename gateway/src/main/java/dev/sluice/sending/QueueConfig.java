package dev.sluice.sending;

import dev.sluice.config.Section;

/**
 * {@code sending_queue}. Batches wait in memory that was reserved before they were read; {@code
 * queue_size} is a second bound, in requests.
 */
public record QueueConfig(boolean enabled, int numConsumers, int queueSize) {
  public static final QueueConfig DEFAULT = new QueueConfig(true, 10, 1000);

  public static QueueConfig read(Section s, QueueConfig defaults) {
    var config =
        new QueueConfig(
            s.flag(
                "enabled",
                defaults.enabled,
                "false: nothing waits but what is being sent, and the door refuses meanwhile"),
            s.integer("num_consumers", defaults.numConsumers, 1, 1000, "pushes under way at once"),
            s.integer(
                "queue_size", defaults.queueSize, 1, Integer.MAX_VALUE, "requests that may wait"));
    return config;
  }

  /** Requests that may be here before the door refuses. */
  int capacity() {
    return enabled ? queueSize : numConsumers;
  }
}
