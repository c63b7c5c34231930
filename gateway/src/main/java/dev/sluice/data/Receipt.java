package dev.sluice.data;

import java.time.Duration;

/**
 * What the sender of one accepted request is to be told. Exactly one of the three is called, once,
 * from any thread, perhaps before the request has been handed over to its end; must not block.
 */
public interface Receipt {
  /** Nobody is told: for receivers whose sources cannot send again. */
  Receipt NOBODY =
      new Receipt() {
        @Override
        public void taken() {}

        @Override
        public void takenInPart(int lost, String why) {}

        @Override
        public void late(String why) {}
      };

  /** The pipelines have done what they promise: the data is in memory, on disk, or delivered. */
  void taken();

  /**
   * As {@link #taken}, but for {@code lost} items, which were rejected or dropped and must not be
   * sent again.
   */
  void takenInPart(int lost, String why);

  /** It cannot be said in time. The data stays on its way: sent again, it may arrive twice. */
  void late(String why);

  /** How long the sender waits. Asked at most once, on the thread that hands the request over. */
  default Duration patience() {
    return Duration.ofSeconds(10);
  }
}
