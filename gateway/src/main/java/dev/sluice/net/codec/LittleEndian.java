package dev.sluice.net.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as gzip and snappy write them, lowest byte first. */
final class LittleEndian {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int int32(byte[] in, int at) {
    return (int) INTS.get(in, at);
  }

  static int int24(byte[] in, int at) {
    return int16(in, at) | (in[at + 2] & 0xFF) << 16;
  }

  static int int16(byte[] in, int at) {
    return (in[at] & 0xFF) | (in[at + 1] & 0xFF) << 8;
  }

  static void write(Segments out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) out.write(value >>> (8 * i));
  }
}
