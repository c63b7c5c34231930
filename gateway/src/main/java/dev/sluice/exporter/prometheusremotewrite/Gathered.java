package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * All occurrences of one field of a message, one after the other: a range of the message where they
 * stand together, as they nearly always do, a copy where they do not. Used again for the next
 * message; not for several threads.
 */
final class Gathered {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = ByteSlice.EMPTY.array();

  private final ProtoWriter copy = new ProtoWriter(16);
  private byte[] array = NOTHING;
  private int from;
  private int to;
  private boolean copied;

  void clear() {
    array = NOTHING;
    from = 0;
    to = 0;
    copied = false;
  }

  /** Adds the cursor's present field, tag and length included. */
  void addField(ProtoCursor cursor) {
    add(cursor.array(), cursor.fieldStart(), cursor.valueEnd());
  }

  /** Adds the value of the cursor's present field. */
  void addValue(ProtoCursor cursor) {
    add(cursor.array(), cursor.valueStart(), cursor.valueEnd());
  }

  private void add(byte[] source, int start, int end) {
    if (to == from) {
      array = source;
      from = start;
      to = end;
    } else if (!copied && start == to) {
      to = end;
    } else {
      append(source, start, end);
    }
  }

  private void append(byte[] source, int start, int end) {
    if (!copied) {
      copied = true;
      copy.clear();
      copy.raw(array, from, to - from);
    }
    copy.raw(source, start, end - start);
    array = copy.array();
    from = 0;
    to = copy.size();
  }

  byte[] array() {
    return array;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int length() {
    return to - from;
  }

  /** How many eight-byte numbers. */
  int longs() {
    return (to - from) >>> 3;
  }

  long longAt(int index) {
    return (long) LONGS.get(array, from + (index << 3));
  }

  double doubleAt(int index) {
    return Double.longBitsToDouble(longAt(index));
  }
}
