package dev.sluice.exporter.loki;

/** What a push held, for whoever reads the answer to it. */
interface Lines {
  /** All of them. */
  int count();

  /** Those of one stream, as Loki names it; 0 if there is no such stream. */
  int ofStream(String labels);
}
