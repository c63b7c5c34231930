package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The labels of a series while they are put together: each name once, sorted by its bytes, no empty
 * name or value. For cache misses; not for several threads.
 */
final class LabelSet {
  static final String NAME = "__name__";

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

  /**
   * Adds attributes under their label names. Keys that become one name are joined, in the order of
   * their bytes: {@code GET;get2}; an equal value is not repeated. False if a key has no label
   * name.
   */
  boolean add(List<Attribute> attributes, LabelNames names) {
    var sorted = new ArrayList<>(attributes);
    Collections.sort(sorted);
    for (Attribute attribute : sorted) {
      if (attribute.value().isEmpty()) continue;
      String name = names.of(attribute.key());
      if (name.isEmpty()) return false;
      labels.merge(name, attribute.value(), LabelSet::join);
    }
    return true;
  }

  private static ByteSlice join(ByteSlice first, ByteSlice second) {
    if (first.equals(second)) return first;
    return new ProtoWriter(first.length() + second.length() + 1)
        .raw(first)
        .rawByte(';')
        .raw(second)
        .toSlice();
  }

  /** Adds a label in the place of one of that name; an empty value is no label. */
  LabelSet put(String name, ByteSlice value) {
    if (!value.isEmpty()) labels.put(name, value);
    return this;
  }

  LabelSet put(String name, String value) {
    return put(name, ByteSlice.utf8(value));
  }

  /** Adds those labels whose names are not there yet. */
  LabelSet putMissing(Map<String, String> others) {
    others.forEach((name, value) -> labels.putIfAbsent(name, ByteSlice.utf8(value)));
    return this;
  }

  LabelSet remove(String name) {
    labels.remove(name);
    return this;
  }

  boolean has(String name) {
    return labels.containsKey(name);
  }

  /** Shows them in their order. */
  void forEach(BiConsumer<String, ByteSlice> label) {
    labels.forEach(label);
  }

  /** At least what they take in a request of remote write 1.0. */
  int sizeInBytes() {
    long size = 0;
    for (Map.Entry<String, ByteSlice> label : labels.entrySet()) {
      // Three tags, three lengths of up to five bytes, and up to three bytes for a character.
      size += 3L * label.getKey().length() + label.getValue().length() + 18;
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
