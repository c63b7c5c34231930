package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import java.util.Arrays;

/**
 * The strings of one request of remote write 2.0, each once, numbered in the order in which they
 * were first used; number 0 is the empty one. They are written down as they will stand in the
 * request. Arrays are kept from request to request; owner: the encoder's thread.
 */
final class RequestSymbols {
  private static final int SYMBOLS = 4;
  private static final byte[] EMPTY = {SYMBOLS << 3 | 2, 0};

  /** Beyond this many the arrays are given back after the request. */
  private static final int KEEP = 1 << 14;

  private static final int KEEP_BYTES = 1 << 20;

  private ProtoWriter fields = new ProtoWriter(1024);
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private long[] hashes = new long[256];
  private int size;

  /** Open addressing; 0 is free, as the empty string is not looked up here. */
  private int[] table = new int[1024];

  /** Begins a request. */
  void begin() {
    if (size > KEEP) {
      starts = new int[256];
      ends = new int[256];
      hashes = new long[256];
      table = new int[1024];
    } else {
      clearTable();
    }
    if (fields.array().length > KEEP_BYTES) fields = new ProtoWriter(1024);
    fields.clear();
    fields.raw(EMPTY, 0, EMPTY.length);
    size = 1;
  }

  private void clearTable() {
    if (size > table.length >> 4) {
      Arrays.fill(table, 0);
      return;
    }
    // From where each belongs to the next free place: together these are all that were used.
    int mask = table.length - 1;
    for (int ref = 1; ref < size; ref++) {
      for (int at = (int) hashes[ref] & mask; table[at] != 0; at = (at + 1) & mask) table[at] = 0;
    }
  }

  /** The number of a string with that hash. */
  int ref(byte[] array, int from, int to, long hash) {
    if (from == to) return 0;
    int mask = table.length - 1;
    int at = (int) hash & mask;
    for (int ref = table[at]; ref != 0; at = (at + 1) & mask, ref = table[at]) {
      if (hashes[ref] == hash
          && Arrays.equals(fields.array(), starts[ref], ends[ref], array, from, to)) return ref;
    }
    if (size == starts.length) {
      grow();
      at = freeAt(hash);
    }
    table[at] = size;
    fields.bytes(SYMBOLS, array, from, to - from);
    ends[size] = fields.size();
    starts[size] = fields.size() - (to - from);
    hashes[size] = hash;
    return size++;
  }

  private void grow() {
    starts = Arrays.copyOf(starts, size * 2);
    ends = Arrays.copyOf(ends, size * 2);
    hashes = Arrays.copyOf(hashes, size * 2);
    table = new int[size * 8];
    for (int ref = 1; ref < size; ref++) table[freeAt(hashes[ref])] = ref;
  }

  private int freeAt(long hash) {
    int mask = table.length - 1;
    int at = (int) hash & mask;
    while (table[at] != 0) at = (at + 1) & mask;
    return at;
  }

  /** Appends the string of that number, with its length before it. */
  void append(int ref, ProtoWriter out) {
    int length = ref == 0 ? 0 : ends[ref] - starts[ref];
    out.rawVarint(length);
    if (length > 0) out.raw(fields.array(), starts[ref], length);
  }

  /** What {@link #writeTo} will write. */
  long bytes() {
    return fields.size();
  }

  /** Writes the table at {@code at}, where there is room, and returns the index after it. */
  int writeTo(byte[] out, int at) {
    System.arraycopy(fields.array(), 0, out, at, fields.size());
    return at + fields.size();
  }

  /** A number as it stands in a list; returns the index after it. */
  static int write(byte[] out, int at, int ref) {
    if (ref < 0x80) {
      out[at] = (byte) ref;
      return at + 1;
    }
    if (ref < 0x4000) {
      out[at] = (byte) (ref | 0x80);
      out[at + 1] = (byte) (ref >>> 7);
      return at + 2;
    }
    return Varint.write(out, at, ref);
  }
}
