package dev.sluice.sending;

import dev.sluice.config.ComponentId;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import dev.sluice.sending.deadletter.DeadLetterConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@code sending_queue}. Batches wait in memory that was reserved before they were read; {@code
 * queue_size} is a second bound.
 *
 * @param queueSize what may wait or be under way, as {@code sizer} counts, before the door refuses
 * @param gather null: batches are sent as they come
 * @param deadLetter null: what the backend rejects is counted, and not kept
 * @param storage the extension on whose disk batches wait; null: they wait in memory
 */
public record QueueConfig(
    boolean enabled,
    int numConsumers,
    long queueSize,
    Sizer sizer,
    @Nullable GatherConfig gather,
    @Nullable DeadLetterConfig deadLetter,
    @Nullable ComponentId storage) {
  public static final QueueConfig DEFAULT = new QueueConfig(true, 10, 1000);

  /** Counts requests, and sends them as they come. */
  public QueueConfig(boolean enabled, int numConsumers, long queueSize) {
    this(enabled, numConsumers, queueSize, Sizer.REQUESTS, null);
  }

  /** Waits in memory. */
  public QueueConfig(
      boolean enabled,
      int numConsumers,
      long queueSize,
      Sizer sizer,
      @Nullable GatherConfig gather,
      @Nullable DeadLetterConfig deadLetter) {
    this(enabled, numConsumers, queueSize, sizer, gather, deadLetter, null);
  }

  /** Waits in memory, and what is rejected is counted alone. */
  public QueueConfig(
      boolean enabled,
      int numConsumers,
      long queueSize,
      Sizer sizer,
      @Nullable GatherConfig gather) {
    this(enabled, numConsumers, queueSize, sizer, gather, null, null);
  }

  public static QueueConfig read(Section s, QueueConfig defaults) {
    boolean enabled =
        s.flag(
            "enabled",
            defaults.enabled,
            "false: nothing waits but what is being sent, the door refuses meanwhile, and senders are"
                + " answered once the backend has answered");
    int numConsumers =
        s.integer("num_consumers", defaults.numConsumers, 1, 1000, "pushes under way at once");
    Sizer sizer = Sizer.readForQueue(s);
    long queueSize =
        s.bigInteger(
            "queue_size", defaults.queueSize, 1, Long.MAX_VALUE, "what may wait, as sizer counts");
    s.ignored(
        "block_on_overflow", "without room the door refuses before it reads, and clients wait");
    s.ignored("wait_for_result", "when a client is answered is decided by the pipeline");
    return new QueueConfig(
        enabled,
        numConsumers,
        queueSize,
        sizer,
        GatherConfig.read(s, sizer, queueSize),
        DeadLetterConfig.read(s),
        readStorage(s, enabled));
  }

  private static @Nullable ComponentId readStorage(Section s, boolean enabled) {
    String storage =
        s.extension(
            "storage",
            ExtensionRole.STORAGE,
            "the extension on whose disk batches wait, such as file_storage");
    if (storage == null) return null;
    if (!enabled) {
      s.refuse("storage", "needs the queue, which is switched off", "fix: enabled: true");
    }
    return ComponentId.parse(storage);
  }

  public QueueConfig withConsumers(int consumers) {
    return new QueueConfig(enabled, consumers, queueSize, sizer, gather, deadLetter, storage);
  }

  /** What may be here before the door refuses, as {@link #sizer} counts. */
  long capacity() {
    return enabled ? queueSize : numConsumers;
  }

  /** Without a queue the pushes under way are counted, whatever was written. */
  Sizer measure() {
    return enabled ? sizer : Sizer.REQUESTS;
  }
}
