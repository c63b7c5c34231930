package dev.sluice.sending;

import dev.sluice.data.Batch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How one exporter speaks to its backend: pure translation and one exchange. Queueing, cutting,
 * backing off and settling are the sending chain's.
 */
public interface Push {
  /** The process starts. Must not block; whatever goes wrong is no reason not to start. */
  default void start() {}

  /**
   * Sends one batch, once, and says what came of it. Called on a sender thread, by several at once;
   * blocks for one exchange, bounded by the exporter's timeout. Interrupted when the process stops:
   * then answers RETRY. Must not settle anything. A batch that turns out too large when encoded is
   * answered TOO_LARGE without being sent.
   */
  Answer push(Batch batch);

  /**
   * The largest batch, in bytes of OTLP ({@link Batch#bytes}), that is worth encoding at once;
   * larger ones are cut first. May follow what was learned from earlier batches.
   */
  default long maxBatchBytes() {
    return Long.MAX_VALUE;
  }

  /**
   * Splits a batch by lane: parts whose fate at the backend is separate, such as a tenant's. Each
   * lane backs off for itself and keeps its order. The parts together must have all of the batch's
   * items. Called on the pipeline's thread; must not block.
   */
  default void partition(Batch batch, BiConsumer<String, Batch> lanes) {
    lanes.accept("", batch);
  }

  /**
   * Who sends what waits in a lane, where lanes have a sender of their own. Asked whenever a lane
   * appears, under a lock: must be quick and not block.
   */
  default Push ofLane(String lane) {
    return this;
  }

  /**
   * How many pushes of one lane may be under way at once. With 1, what is in a lane reaches the
   * backend in the order in which it came, and {@link #push} is called by one thread at a time. Of
   * an exporter that says 1 as a whole, the order holds also where a reload replaces it.
   */
  default int maxUnderWay() {
    return Integer.MAX_VALUE;
  }

  /**
   * Whom it sends to. Where a reload replaces an exporter by one with an equal destination, that
   * one waits as long as this one would have. Null: nobody is the same.
   */
  default @Nullable Destination destination() {
    return null;
  }

  /**
   * Whether lanes have one backend, so that a failure of one is a reason for all to wait: then one
   * probe goes for all of them, and a lane that goes on failing backs off for itself besides.
   */
  default boolean lanesFailTogether() {
    return false;
  }

  /** Whether what waits in one lane is worth joining, up to {@link #maxBatchBytes}. */
  default boolean joinsWhatWaits() {
    return false;
  }

  /**
   * The process has no more time: ends the exchanges under way, which then answer RETRY. Called
   * once, from another thread.
   */
  default void abort() {}
}
