package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The labels of an exemplar that has attributes: each name once, sorted by its bytes, no empty
 * value. Not for several threads.
 */
final class LabelSet {
  private final TreeMap<String, ByteSlice> labels = new TreeMap<>(LabelSet::compareBytes);

  /** As the UTF-8 of both would compare, which differs from strings beyond the basic plane. */
  static int compareBytes(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x == y) continue;
      boolean bothHigh = x >= Character.MIN_SURROGATE && y >= Character.MIN_SURROGATE;
      return bothHigh && Character.isSurrogate(x) != Character.isSurrogate(y)
          ? (Character.isSurrogate(x) ? 1 : -1)
          : x - y;
    }
    return a.length() - b.length();
  }

  /** Adds a label in the place of one of that name; an empty value is no label. */
  void put(String name, ByteSlice value) {
    if (!value.isEmpty()) labels.put(name, value);
  }

  void put(String name, String value) {
    put(name, ByteSlice.utf8(value));
  }

  /** Shows them in their order. */
  void forEach(BiConsumer<String, ByteSlice> label) {
    labels.forEach(label);
  }
}
