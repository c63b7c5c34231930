package dev.sluice.sending;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all lanes of a queue have in common: how much is under way, and, where they have one
 * backend, whether it is away. Belongs to the queue and its lock.
 */
final class Backend {
  private final int maxUnderWay;
  private final @Nullable Pacer pacer;
  private int underWay;

  /**
   * @param pacer null: lanes fail each for itself
   */
  Backend(int maxUnderWay, @Nullable Pacer pacer) {
    this.maxUnderWay = maxUnderWay;
    this.pacer = pacer;
  }

  /** How it is with it, for another queue; null: lanes fail each for itself. */
  @Nullable Pacer copyOfPacer() {
    return pacer == null ? null : pacer.copy();
  }

  void resume(@Nullable Pacer other) {
    if (pacer != null && other != null) pacer.resume(other);
  }

  boolean isBusy() {
    return underWay >= maxUnderWay;
  }

  /** It is away for all lanes: what one of them does concerns the others. */
  boolean isFailing() {
    return pacer != null && pacer.isFailing();
  }

  void begins() {
    underWay++;
  }

  void ends() {
    underWay--;
  }

  void succeeded(Shipment shipment) {
    if (pacer != null) pacer.succeeded(shipment.attemptStartedAt);
  }

  void failed(Shipment shipment, @Nullable Duration hint, boolean slow) {
    if (pacer != null) pacer.failed(shipment.attemptStartedAt, hint, slow);
  }

  /** Nanoseconds until a lane may start; {@link Lane#NEVER} while the one probe is under way. */
  long waitNanos(long now) {
    if (pacer == null || !pacer.isFailing()) return 0;
    return underWay > 0 ? Lane.NEVER : pacer.waitNanos(now);
  }
}
