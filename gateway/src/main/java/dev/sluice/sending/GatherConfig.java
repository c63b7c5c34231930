package dev.sluice.sending;

import dev.sluice.config.Section;
import dev.sluice.data.Batch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code sending_queue.batch}: what waits in one lane is joined before it is sent, and what is too
 * large is cut. The pipeline's {@code batch} processor does the same for all exporters at once.
 *
 * @param flushTimeout how long the first of them may wait for others
 * @param minSize what is worth sending before that time is over
 * @param maxSize what is sent at most; 0 is no limit but the backend's
 */
record GatherConfig(Duration flushTimeout, long minSize, long maxSize, Sizer sizer) {
  /** Joins what happens to wait, and waits for nothing. */
  static final GatherConfig AS_IT_COMES = new GatherConfig(Duration.ZERO, 0, 0, Sizer.ITEMS);

  /** Reads the section {@code batch} of a queue; null if it is not written. */
  static @Nullable GatherConfig read(Section queue, Sizer queueSizer, long queueSize) {
    boolean written = queue.has("batch");
    Section s = queue.section("batch", "joins what waits; absent: batches are sent as they come");
    var config =
        new GatherConfig(
            s.duration(
                "flush_timeout", Duration.ofMillis(200), "how long the first waits for others"),
            s.bigInteger("min_size", 8192, 0, Long.MAX_VALUE, "sent at once when it is reached"),
            s.bigInteger("max_size", 0, 0, Long.MAX_VALUE, "largest request; 0 is no limit"),
            Sizer.readForBatch(s));
    if (s.plain("partition", "separate batches for the values of client metadata") != null) {
      s.refuse(
          "partition",
          "is not served by this build",
          "note: batches of different client metadata are never joined",
          "fix: metadata_keys of the `batch` processor");
    }
    if (!written) return null;
    config.check(s, queueSizer, queueSize);
    return config;
  }

  private void check(Section s, Sizer queueSizer, long queueSize) {
    if (flushTimeout.isZero()) s.refuse("flush_timeout", "must be more than 0");
    if (maxSize != 0 && maxSize < minSize) {
      s.refuse("max_size", "must not be less than `min_size` (%d)".formatted(minSize));
    }
    if (sizer == queueSizer && minSize > queueSize) {
      s.refuse("min_size", "must not be more than `queue_size` (%d)".formatted(queueSize));
    }
  }

  /** Whether something waits for others, and does not only go with what waits already. */
  boolean waits() {
    return !flushTimeout.isZero();
  }

  /** The most items of a batch that are within {@code max_size}; at least 1. */
  int itemsWithin(Batch batch) {
    if (maxSize == 0 || sizer.of(batch) <= maxSize) return batch.items();
    return (int) Math.max(1, (long) ((double) batch.items() * maxSize / sizer.of(batch)));
  }
}
