package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.exporter.prometheusremotewrite.MetricEntry.OwnNames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All metrics that were seen, by what decides about their series ({@link MetricKey}). There are as
 * many as there are names, whatever number of resources has them. Bounded: when it is full it
 * forgets all and begins anew. Owner: the encoder's thread.
 */
final class MetricTable {
  private static final int BUCKETS = 4096;

  private final Translation translation;
  private final OwnNames own;
  private final long maxBytes;
  private final @Nullable MetricEntry[] buckets = new MetricEntry[BUCKETS];
  private long bytes;
  private int generation = 1;

  MetricTable(Translation translation, OwnNames own, long maxBytes) {
    this.translation = translation;
    this.own = own;
    this.maxBytes = maxBytes;
  }

  /** The metric with the key that stands there, which is copied if it is new. */
  MetricEntry of(byte[] array, int from, int to) {
    long hash = Hash64.of(array, from, to);
    int bucket = (int) hash & (BUCKETS - 1);
    for (MetricEntry e = buckets[bucket]; e != null; e = e.chain) {
      if (e.is(hash, array, from, to)) return e;
    }
    var made = new MetricEntry(Arrays.copyOfRange(array, from, to), hash, translation, own);
    int size = made.sizeInBytes();
    if (bytes + size > maxBytes) forget();
    if (size > maxBytes) return made;
    bytes += size;
    made.countedBytes = size;
    made.generation = generation;
    made.chain = buckets[bucket];
    buckets[bucket] = made;
    return made;
  }

  private void forget() {
    Arrays.fill(buckets, null);
    bytes = 0;
    generation++;
  }

  /** To be called when points of a metric were seen, whose labels it keeps. */
  void recount(MetricEntry entry) {
    if (entry.generation != generation) return;
    int size = entry.sizeInBytes();
    bytes += size - entry.countedBytes;
    entry.countedBytes = size;
    if (bytes > maxBytes) forget();
  }

  /** About what they take in memory. */
  long bytes() {
    return bytes;
  }
}
