package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.Collection;

/** A few attribute names, asked by ranges of bytes. Immutable. */
final class NameSet {
  static final NameSet NONE = new NameSet(new ByteSlice[0]);

  private final ByteSlice[] names;

  /**
   * One bit for the length and the outer letters of each name, to answer most questions at once.
   */
  private final long marks;

  private NameSet(ByteSlice[] names) {
    this.names = names;
    long bits = 0;
    for (ByteSlice name : names) bits |= mark(name.array(), name.offset(), name.end());
    this.marks = bits;
  }

  static NameSet of(Collection<ByteSlice> names) {
    return new NameSet(names.toArray(new ByteSlice[0]));
  }

  boolean contains(byte[] array, int from, int to) {
    if ((marks & mark(array, from, to)) == 0) return false;
    for (ByteSlice name : names) {
      if (name.contentEquals(array, from, to - from)) return true;
    }
    return false;
  }

  private static long mark(byte[] array, int from, int to) {
    // A shift by an int counts modulo 64.
    return from == to ? 1 : 1L << (7 * (to - from) + 3 * array[from] + array[to - 1]);
  }
}
