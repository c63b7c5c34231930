package dev.sluice.net.codec;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Arrays for passing use, in three sizes, of which at most 10 MiB are kept. An array is dirty when
 * taken. Nothing that outlives a request may be built on one. Any thread.
 */
public final class BytePool {
  /** The usual piece. */
  static final int PIECE = 64 * 1024;

  private static final int MIDDLE = 4 * PIECE;
  private static final int LARGE = 16 * PIECE;

  private static final ArrayBlockingQueue<byte[]> PIECES = new ArrayBlockingQueue<>(64);
  private static final ArrayBlockingQueue<byte[]> MIDDLES = new ArrayBlockingQueue<>(8);
  private static final ArrayBlockingQueue<byte[]> LARGES = new ArrayBlockingQueue<>(4);

  private BytePool() {}

  static byte[] piece() {
    return take(PIECE);
  }

  /** At least that long; beyond the largest size a new one of exactly that length. */
  public static byte[] take(int length) {
    if (length > LARGE) return new byte[length];
    int size = length <= PIECE ? PIECE : length <= MIDDLE ? MIDDLE : LARGE;
    byte[] array = shelf(size).poll();
    return array == null ? new byte[size] : array;
  }

  /** The caller must not touch {@code array} afterwards. Arrays from elsewhere are left alone. */
  public static void give(byte[] array) {
    int size = array.length;
    if (size != PIECE && size != MIDDLE && size != LARGE) return;
    // One that does not fit on its shelf any more is garbage, as it should be.
    @SuppressWarnings("unused")
    boolean kept = shelf(size).offer(array);
  }

  private static ArrayBlockingQueue<byte[]> shelf(int size) {
    return size == PIECE ? PIECES : size == MIDDLE ? MIDDLES : LARGES;
  }
}
