package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;

/** Trace and span ids as lower-case hex. */
final class TraceIds {
  static final int TRACE_ID_BYTES = 16;
  static final int SPAN_ID_BYTES = 8;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private TraceIds() {}

  static boolean isZero(byte[] array, int from, int length) {
    int bits = 0;
    for (int i = from; i < from + length; i++) bits |= array[i];
    return bits == 0;
  }

  static void append(byte[] array, int from, int length, ProtoWriter out) {
    out.ensure(2 * length);
    byte[] target = out.array();
    int at = out.size();
    for (int i = from; i < from + length; i++) {
      target[at++] = HEX[array[i] >> 4 & 0xF];
      target[at++] = HEX[array[i] & 0xF];
    }
    out.advance(2 * length);
  }
}
