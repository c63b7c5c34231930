package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds a word of at least {@value #MIN_LENGTH} bytes by looking at every other four bytes:
 * wherever the word stands, one of those looks falls wholly into it. A small table says whether
 * four bytes may be a part of the word. Immutable.
 */
final class ByteSearch {
  static final int MIN_LENGTH = 11;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int STEP = 8;
  private static final int TABLE_BITS = 12;
  private static final int MIX = 0x9E3779B1;

  private final byte[] word;
  private final long[] parts = new long[1 << (TABLE_BITS - 6)];

  ByteSearch(ByteSlice word) {
    if (word.length() < MIN_LENGTH) throw new IllegalArgumentException("too short: " + word.utf8());
    this.word = word.toByteArray();
    for (int i = 0; i < STEP; i++) {
      int hash = hash((int) INTS.get(this.word, i));
      parts[hash >>> 6] |= 1L << hash;
    }
  }

  private static int hash(int fourBytes) {
    return (fourBytes * MIX) >>> (Integer.SIZE - TABLE_BITS);
  }

  boolean isIn(ByteSlice bytes) {
    byte[] array = bytes.array();
    int last = bytes.end() - Integer.BYTES;
    for (int at = bytes.offset(); at <= last; at += STEP) {
      int hash = hash((int) INTS.get(array, at));
      if (((parts[hash >>> 6] >>> hash) & 1) != 0 && isAround(bytes, at)) return true;
    }
    return false;
  }

  /** Whether the word stands there with {@code at} among its first eight bytes. */
  private boolean isAround(ByteSlice bytes, int at) {
    byte[] array = bytes.array();
    int first = Math.max(bytes.offset(), at - STEP + 1);
    for (int from = first; from <= at && from + word.length <= bytes.end(); from++) {
      if (Arrays.equals(array, from, from + word.length, word, 0, word.length)) return true;
    }
    return false;
  }
}
