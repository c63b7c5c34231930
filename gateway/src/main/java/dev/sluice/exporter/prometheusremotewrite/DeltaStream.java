package dev.sluice.exporter.prometheusremotewrite;

/**
 * The deltas of one series. A request that was refused is made once more, or in halves, so what it
 * added counts only when the backend has it. Owner: the encoder's thread.
 */
final class DeltaStream {
  final DeltaStreams.Identity series;

  /** With what the present request adds. */
  final Accumulation present = new Accumulation();

  private final Accumulation taken = new Accumulation();

  /** The request that it was used in last. */
  long request;

  long usedAtNanos;

  DeltaStream(DeltaStreams.Identity series) {
    this.series = series;
  }

  /** The backend has the request. */
  void commit() {
    taken.set(present);
  }

  /** It has not. */
  void rollBack() {
    present.set(taken);
  }

  boolean isEmpty() {
    return !taken.hasBegun();
  }
}
