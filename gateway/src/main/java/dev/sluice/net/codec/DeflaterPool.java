package dev.sluice.net.codec;

import java.util.stream.IntStream;
import java.util.zip.Deflater;

/** Pooled deflaters of one level and one wrapping. */
final class DeflaterPool {
  /** Go has this number for Huffman coding alone. */
  private static final int HUFFMAN_ONLY = -2;

  // One per level from -2 to 9.
  private static final DeflaterPool[] RAW = make(true);
  private static final DeflaterPool[] WRAPPED = make(false);

  private final Pool<Deflater> pool;

  private DeflaterPool(int level, boolean raw) {
    pool = new Pool<>(() -> maker(level, raw), Deflater::reset, Deflater::end);
  }

  private static Deflater maker(int level, boolean raw) {
    if (level != HUFFMAN_ONLY) return new Deflater(level, raw);
    Deflater deflater = new Deflater(1, raw);
    deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    return deflater;
  }

  private static DeflaterPool[] make(boolean raw) {
    return IntStream.rangeClosed(HUFFMAN_ONLY, 9)
        .mapToObj(level -> new DeflaterPool(level, raw))
        .toArray(DeflaterPool[]::new);
  }

  /** Deflate alone. */
  static DeflaterPool raw(int level) {
    return RAW[level - HUFFMAN_ONLY];
  }

  /** With zlib's header and checksum. */
  static DeflaterPool wrapped(int level) {
    return WRAPPED[level - HUFFMAN_ONLY];
  }

  Deflater take() {
    return pool.take();
  }

  void give(Deflater deflater) {
    pool.give(deflater);
  }
}
