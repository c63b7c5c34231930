package dev.sluice.exporter.loki;

import java.util.Arrays;

/**
 * About how many different things were seen, in 2 KiB whatever their number (HyperLogLog; 2.3 % off
 * as a rule, linear counting while they are few). Not for several threads.
 */
final class Sketch {
  private static final int BITS = 11;
  private static final int REGISTERS = 1 << BITS;
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  private final byte[] registers = new byte[REGISTERS];

  /** Adds what has that hash, of 64 good bits. True if the estimate may have changed. */
  boolean add(long hash) {
    int register = (int) (hash >>> (Long.SIZE - BITS));
    // The lowest bits stand in where all others are zero.
    int rank = Long.numberOfLeadingZeros(hash << BITS | 1L << (BITS - 1)) + 1;
    if (registers[register] >= rank) return false;
    registers[register] = (byte) rank;
    return true;
  }

  /** How many different things this and {@code other} saw together. */
  long estimateWith(Sketch other) {
    double sum = 0;
    int untouched = 0;
    for (int i = 0; i < REGISTERS; i++) {
      int rank = Math.max(registers[i], other.registers[i]);
      if (rank == 0) untouched++;
      sum += 1.0 / (1L << rank);
    }
    double raw = ALPHA * REGISTERS * REGISTERS / sum;
    if (raw <= 2.5 * REGISTERS && untouched > 0) {
      raw = REGISTERS * Math.log((double) REGISTERS / untouched);
    }
    return Math.round(raw);
  }

  void clear() {
    Arrays.fill(registers, (byte) 0);
  }

  /** A hash of bytes, seeded so that nobody outside can make values that are counted as one. */
  static long hash(byte[] array, int from, int to, long seed) {
    long hash = seed ^ (to - from);
    for (int i = from; i < to; i++) hash = (hash ^ array[i]) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 29) * 0x94D049BB133111EBL;
    return hash ^ hash >>> 32;
  }
}
