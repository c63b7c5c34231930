package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The attributes of one message as places in its array, in the order in which they stand. Filled
 * again for message after message, allocates only to grow. Not for several threads while it is
 * being filled or sorted; afterwards any may read.
 */
final class KeyValues {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Four numbers for each: where key and value begin and end. */
  private static final int STRIDE = 4;

  /** Up to here insertion is quicker than a sort that allocates. */
  private static final int FEW = 32;

  private final ProtoCursor keyValue = new ProtoCursor();
  private byte[] array = ByteSlice.EMPTY.array();
  private int[] places = new int[16 * STRIDE];
  private int count;

  private int[] order = new int[16];
  private long[] prefixes = new long[16];
  private int distinct;

  /** Forgets all; what is added from now on stands in {@code newArray}. */
  void reset(byte[] newArray) {
    array = newArray;
    count = 0;
    distinct = 0;
  }

  /** Adds the KeyValue message that stands there, and returns its index. */
  int add(int from, int to) {
    int place = count * STRIDE;
    if (place == places.length) places = Arrays.copyOf(places, place * 2);
    int keyFrom = from;
    int keyTo = from;
    int valueFrom = from;
    int valueTo = from;
    for (keyValue.reset(array, from, to); keyValue.next(); ) {
      if (keyValue.isLen(Otlp.KeyValue.KEY)) {
        keyFrom = keyValue.valueStart();
        keyTo = keyValue.valueEnd();
      } else if (keyValue.isLen(Otlp.KeyValue.VALUE)) {
        valueFrom = keyValue.valueStart();
        valueTo = keyValue.valueEnd();
      }
    }
    places[place] = keyFrom;
    places[place + 1] = keyTo;
    places[place + 2] = valueFrom;
    places[place + 3] = valueTo;
    return count++;
  }

  int count() {
    return count;
  }

  byte[] array() {
    return array;
  }

  int keyFrom(int index) {
    return places[index * STRIDE];
  }

  int keyTo(int index) {
    return places[index * STRIDE + 1];
  }

  int valueFrom(int index) {
    return places[index * STRIDE + 2];
  }

  int valueTo(int index) {
    return places[index * STRIDE + 3];
  }

  boolean isKey(int index, byte[] name, int from, int to) {
    int place = index * STRIDE;
    return Arrays.equals(array, places[place], places[place + 1], name, from, to);
  }

  boolean isKey(int index, ByteSlice name) {
    return isKey(index, name.array(), name.offset(), name.end());
  }

  /** The first of that name, or -1. */
  int find(byte[] name, int from, int to) {
    int length = to - from;
    for (int i = 0, place = 0; i < count; i++, place += STRIDE) {
      if (places[place + 1] - places[place] == length && isKey(i, name, from, to)) return i;
    }
    return -1;
  }

  int find(ByteSlice name) {
    return find(name.array(), name.offset(), name.end());
  }

  /**
   * Orders by the keys' bytes; of equal keys the last stays alone. Returns how many keys are left;
   * {@link #sorted} has them.
   */
  int sort() {
    if (order.length < count) {
      order = new int[places.length / STRIDE];
      prefixes = new long[places.length / STRIDE];
    }
    for (int i = 0; i < count; i++) prefixes[i] = prefix(keyFrom(i), keyTo(i));
    if (count <= FEW) {
      for (int i = 0; i < count; i++) insert(i);
    } else {
      var boxed = new Integer[count];
      Arrays.setAll(boxed, i -> i);
      Arrays.sort(boxed, this::compare);
      for (int i = 0; i < count; i++) order[i] = boxed[i];
    }
    distinct = dropEarlierOfEqualKeys();
    return distinct;
  }

  /** The index of the attribute at {@code rank} in the order of keys, after {@link #sort}. */
  int sorted(int rank) {
    return order[rank];
  }

  /** How many keys {@link #sort} left. */
  int distinct() {
    return distinct;
  }

  /** Both ways of sorting are stable, so the last of equal keys stands last among them. */
  private void insert(int index) {
    int hole = index;
    while (hole > 0 && compare(order[hole - 1], index) > 0) {
      order[hole] = order[hole - 1];
      hole--;
    }
    order[hole] = index;
  }

  private int compare(int left, int right) {
    int byPrefix = Long.compareUnsigned(prefixes[left], prefixes[right]);
    if (byPrefix != 0) return byPrefix;
    return Arrays.compareUnsigned(
        array, keyFrom(left), keyTo(left), array, keyFrom(right), keyTo(right));
  }

  /** The first eight bytes as a number that sorts as they do; what is missing counts as zero. */
  private long prefix(int from, int to) {
    int length = to - from;
    if (length >= Long.BYTES) return (long) BIG_ENDIAN.get(array, from);
    long bytes = 0;
    for (int i = 0; i < length; i++) bytes |= (array[from + i] & 0xFFL) << (56 - 8 * i);
    return bytes;
  }

  private int dropEarlierOfEqualKeys() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i + 1 < count && compare(order[i], order[i + 1]) == 0) continue;
      order[kept++] = order[i];
    }
    return kept;
  }
}
