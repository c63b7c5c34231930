package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.Arrays;

/**
 * The attributes that leave a record's line, on the record as well as on its resource: the hints,
 * and whatever has the name of one of its labels (before sanitising). Set anew for every record;
 * one thread.
 */
final class Promoted {
  private NameSet always = NameSet.NONE;
  private ByteSlice[] names = new ByteSlice[8];
  private int count;

  /** Begins with what leaves every line of a resource. */
  void reset(NameSet ofResource) {
    always = ofResource;
    count = 0;
  }

  void add(ByteSlice rawName) {
    if (count == names.length) names = Arrays.copyOf(names, count * 2);
    names[count++] = rawName;
  }

  boolean contains(byte[] array, int from, int to) {
    return always.contains(array, from, to) || isAdded(array, from, to);
  }

  /** Whether the name was added for this record. */
  boolean isAdded(byte[] array, int from, int to) {
    for (int i = 0; i < count; i++) {
      if (names[i].contentEquals(array, from, to - from)) return true;
    }
    return false;
  }

  /** What leaves every line of the resource. */
  NameSet always() {
    return always;
  }

  /** Whether it is that, and {@code level} or nothing besides. */
  boolean isOf(NameSet ofResource, boolean withLevel) {
    return always == ofResource && (withLevel ? isLevelAdded() : isNoneAdded());
  }

  boolean isNoneAdded() {
    return count == 0;
  }

  /** Whether {@code level} is all that was added, which is so for most records. */
  boolean isLevelAdded() {
    return count == 1 && names[0].equals(Levels.LABEL.raw());
  }
}
