package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Trace and span ids as lower-case hex. */
final class TraceIds {
  static final int TRACE_ID_BYTES = 16;
  static final int SPAN_ID_BYTES = 8;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** Both digits of every byte. */
  private static final short[] PAIRS = new short[256];

  static {
    for (int i = 0; i < PAIRS.length; i++) {
      PAIRS[i] = (short) ((Character.forDigit(i >> 4, 16) << 8) | Character.forDigit(i & 0xF, 16));
    }
  }

  private TraceIds() {}

  /** {@code length} is that of an id. */
  static boolean isZero(byte[] array, int from, int length) {
    long bits = 0;
    for (int i = from; i < from + length; i += Long.BYTES) bits |= (long) LONGS.get(array, i);
    return bits == 0;
  }

  static void append(byte[] array, int from, int length, ProtoWriter out) {
    out.ensure(2 * length);
    byte[] target = out.array();
    int at = out.size();
    for (int i = from; i < from + length; i++, at += 2) {
      SHORTS.set(target, at, PAIRS[array[i] & 0xFF]);
    }
    out.advance(2 * length);
  }
}
