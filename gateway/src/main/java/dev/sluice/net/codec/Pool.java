package dev.sluice.net.codec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A few native helpers (inflaters and their like) that are kept for the next request. Those beyond
 * the capacity are ended when they come back. Any thread.
 */
final class Pool<T> {
  private final ArrayBlockingQueue<T> idle;
  private final Supplier<T> maker;
  private final Consumer<T> reset;
  private final Consumer<T> end;

  /** {@code reset} makes one that was used, perhaps halfway, as good as new. */
  Pool(Supplier<T> maker, Consumer<T> reset, Consumer<T> end) {
    this.idle =
        new ArrayBlockingQueue<>(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
    this.maker = maker;
    this.reset = reset;
    this.end = end;
  }

  T take() {
    T pooled = idle.poll();
    return pooled == null ? maker.get() : pooled;
  }

  void give(T used) {
    reset.accept(used);
    if (!idle.offer(used)) end.accept(used);
  }
}
