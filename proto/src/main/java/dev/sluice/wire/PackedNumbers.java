package dev.sluice.wire;

/**
 * The numbers of a packed list, one after the other, as the bits that stand on the wire. For one
 * use, by one thread.
 */
public final class PackedNumbers {
  private final byte[] array;
  private final int size;
  private final int end;
  private int pos;
  private long value;

  /**
   * Over the value that {@code list} stands at, which holds numbers of that wire type: VARINT,
   * FIXED32 or FIXED64.
   */
  public PackedNumbers(ProtoCursor list, int wireType) {
    array = list.array();
    pos = list.valueStart();
    end = list.valueEnd();
    size =
        switch (wireType) {
          case WireType.FIXED64 -> Long.BYTES;
          case WireType.FIXED32 -> Integer.BYTES;
          default -> 0;
        };
  }

  /** Moves to the next number; what is left of a list that is cut off is no number. */
  public boolean next() {
    return size == 0 ? nextVarint() : nextFixed();
  }

  /** The present number; of four bytes it is not negative. */
  public long value() {
    return value;
  }

  private boolean nextFixed() {
    if (end - pos < size) return false;
    value = 0;
    for (int i = size - 1; i >= 0; i--) value = value << 8 | (array[pos + i] & 0xFF);
    pos += size;
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
