package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.Arrays;

/**
 * Finds a word in bytes, looking at few of them (Horspool's way: the byte under the word's end says
 * how far to move on). Immutable.
 */
final class ByteSearch {
  private final byte[] word;
  private final byte[] moves = new byte[256];

  ByteSearch(ByteSlice word) {
    this.word = word.toByteArray();
    Arrays.fill(moves, (byte) this.word.length);
    for (int i = 0; i < this.word.length - 1; i++) {
      moves[this.word[i] & 0xFF] = (byte) (this.word.length - 1 - i);
    }
  }

  boolean isIn(ByteSlice bytes) {
    byte[] array = bytes.array();
    int last = word.length - 1;
    byte ending = word[last];
    for (int at = bytes.offset() + last; at < bytes.end(); at += moves[array[at] & 0xFF]) {
      if (array[at] != ending) continue;
      if (Arrays.equals(array, at - last, at + 1, word, 0, word.length)) return true;
    }
    return false;
  }
}
