package dev.sluice.otlp;

import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.WireType;

/** The numbers of a packed list, one after the other, as the bits that stand on the wire. */
final class PackedNumbers {
  private final byte[] array;
  private final boolean fixed;
  private final int end;
  private int pos;
  private long value;

  /** Over the value that {@code list} stands at. */
  PackedNumbers(ProtoCursor list, JsonKind kind) {
    array = list.array();
    pos = list.valueStart();
    end = list.valueEnd();
    fixed = kind.wireType() == WireType.FIXED64;
  }

  /** Moves to the next number; what is left of a list that is cut off is no number. */
  boolean next() {
    return fixed ? nextFixed() : nextVarint();
  }

  long value() {
    return value;
  }

  private boolean nextFixed() {
    if (end - pos < Long.BYTES) return false;
    value = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) value = value << 8 | (array[pos + i] & 0xFF);
    pos += Long.BYTES;
    return true;
  }

  private boolean nextVarint() {
    value = 0;
    for (int shift = 0; pos < end && shift < 70; shift += 7) {
      byte next = array[pos++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) return true;
    }
    return false;
  }
}
