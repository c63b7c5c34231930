package dev.sluice.receiver.prometheus.series;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the series of all targets of a receiver may take together: each alone may be well within its
 * own bound, and thousands of them not. Any thread.
 */
public final class SeriesRoom {
  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param maxBytes about as much memory as all series may take
   */
  public SeriesRoom(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes so many bytes, or gives them back if they are negative. */
  void take(long bytes) {
    taken.addAndGet(bytes);
  }

  boolean isOver() {
    return taken.get() > maxBytes;
  }

  /** Bytes that are taken now. */
  public long taken() {
    return taken.get();
  }
}
