package dev.sluice.otlp;

import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;

/**
 * The KeyValues of one message in the order of their keys' bytes, the last of equal keys alone.
 * Holds positions, no copies. Made by one thread, for one use.
 */
final class SortedEntries {
  /** Up to here insertion is quicker than anything that allocates. */
  private static final int FEW = 24;

  /** Four numbers for each entry: where key and value start and end. */
  private static final int STRIDE = 4;

  private final byte[] array;
  private int[] places = new int[8 * STRIDE];
  private int[] order = new int[0];
  private int count;
  private int at;

  private SortedEntries(byte[] array) {
    this.array = array;
  }

  static SortedEntries of(byte[] array, int from, int to, int field) {
    SortedEntries entries = new SortedEntries(array);
    ProtoCursor inner = new ProtoCursor();
    for (ProtoCursor message = new ProtoCursor(array, from, to); message.next(); ) {
      if (message.isLen(field) && !entries.add(message.into(inner))) {
        byte[] joined = joinValues(array, from, to, field);
        return of(joined, 0, joined.length, field);
      }
    }
    entries.sort();
    return entries;
  }

  /** False, and nothing is added, if the value is in several parts. */
  private boolean add(ProtoCursor entry) {
    int place = count * STRIDE;
    if (place == places.length) places = Arrays.copyOf(places, places.length * 2);
    boolean hasValue = false;
    while (entry.next()) {
      if (entry.isLen(Otlp.KeyValue.KEY)) {
        places[place] = entry.valueStart();
        places[place + 1] = entry.valueEnd();
      } else if (entry.isLen(Otlp.KeyValue.VALUE)) {
        if (hasValue) return false;
        hasValue = true;
        places[place + 2] = entry.valueStart();
        places[place + 3] = entry.valueEnd();
      }
    }
    count++;
    return true;
  }

  /** The rare list with a value in several parts, which mean their concatenation. */
  private static byte[] joinValues(byte[] array, int from, int to, int field) {
    ProtoWriter joined = new ProtoWriter(to - from);
    ProtoWriter value = new ProtoWriter();
    for (ProtoCursor message = new ProtoCursor(array, from, to); message.next(); ) {
      if (!message.isLen(field)) continue;
      value.clear();
      int start = joined.begin(field);
      for (ProtoCursor entry = message.message(); entry.next(); ) {
        if (entry.isLen(Otlp.KeyValue.KEY)) {
          joined.raw(entry.fieldSlice());
        } else if (entry.isLen(Otlp.KeyValue.VALUE)) {
          value.raw(entry.slice());
        }
      }
      joined.bytes(Otlp.KeyValue.VALUE, value.array(), 0, value.size());
      joined.end(start);
    }
    return joined.toByteArray();
  }

  /** Both ways are stable, so the last of equal keys stands last among them. */
  private void sort() {
    order = new int[count];
    if (count <= FEW) {
      for (int i = 0; i < count; i++) insert(i);
    } else {
      Integer[] boxed = new Integer[count];
      Arrays.setAll(boxed, i -> i);
      Arrays.sort(boxed, this::compare);
      for (int i = 0; i < count; i++) order[i] = boxed[i];
    }
    dropEarlierOfEqualKeys();
  }

  private void insert(int entry) {
    int hole = entry;
    while (hole > 0 && compare(order[hole - 1], entry) > 0) {
      order[hole] = order[hole - 1];
      hole--;
    }
    order[hole] = entry;
  }

  private void dropEarlierOfEqualKeys() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i + 1 < count && compare(order[i], order[i + 1]) == 0) continue;
      order[kept++] = order[i];
    }
    count = kept;
  }

  private int compare(int left, int right) {
    int l = left * STRIDE;
    int r = right * STRIDE;
    return Arrays.compareUnsigned(array, places[l], places[l + 1], array, places[r], places[r + 1]);
  }

  /** Where the positions are; usually the array that was given. */
  byte[] array() {
    return array;
  }

  int count() {
    return count;
  }

  /** Makes the entry at {@code index} in the order the one that the others speak of. */
  void select(int index) {
    at = order[index] * STRIDE;
  }

  int keyStart() {
    return places[at];
  }

  int keyEnd() {
    return places[at + 1];
  }

  /** Start and end are equal if there is no value, which is an empty one. */
  int valueStart() {
    return places[at + 2];
  }

  int valueEnd() {
    return places[at + 3];
  }
}
