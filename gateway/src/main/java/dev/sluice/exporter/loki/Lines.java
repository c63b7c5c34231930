package dev.sluice.exporter.loki;

/** What a push held, for whoever reads the answer to it. */
interface Lines {
  /** All of them. */
  int count();

  /** What a byte that Loki's rate counts was in the batch. */
  double batchBytesPerByte();

  /** Those with a time, which is before that one. */
  int olderThan(long nanos);

  /** Those of one stream, as Loki names it; 0 if there is no such stream. */
  int ofStream(String labels);
}
