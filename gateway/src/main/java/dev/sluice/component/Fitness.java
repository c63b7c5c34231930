package dev.sluice.component;

import org.jspecify.annotations.Nullable;

/**
 * Whether the process still does what it was started for. It does not only after a fault of the
 * gateway's own from which nothing but a restart recovers, such as the end of a thread that data
 * depends on: not for the sake of a backend, of memory or of a disk. Any thread.
 */
public final class Fitness {
  private volatile @Nullable String fault;

  /** What is broken for good, in words; the first one counts. */
  public synchronized void lost(String what) {
    if (fault == null) fault = what;
  }

  /** Null: nothing is. */
  public @Nullable String fault() {
    return fault;
  }
}
