package dev.sluice.net.codec;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/**
 * Snappy as one block, or framed where the body begins with a stream identifier. No block can begin
 * like one by chance: as a block, those bytes announce 895 bytes and then a copy from before the
 * start.
 */
final class SnappyDecoder implements Decoder {
  private static final int LONGEST_HEADER = 5;

  private final Decoder framed = new SnappyFramedDecoder();

  @Override
  public void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    if (SnappyFramedDecoder.startsStream(in, from, to)) {
      framed.decode(in, from, to, out);
    } else {
      block(in, from, to, out);
    }
  }

  private static void block(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    long length = claimedLength(in, from, to);
    out.checkSize(length);
    out.claim(length);
    byte[] whole = new byte[(int) length];
    uncompress(in, from, to, whole, (int) length);
    out.adopt(whole);
  }

  /** Decompresses one block of exactly {@code length} bytes into the start of {@code target}. */
  static void uncompress(byte[] in, int from, int to, byte[] target, int length)
      throws DecodeException {
    try {
      // The native code writes as many bytes as the block claims: it must not be asked otherwise.
      int written = Snappy.uncompress(in, from, to - from, target, 0);
      if (written != length) throw corrupt();
    } catch (IOException e) {
      throw corrupt();
    }
  }

  /** The length at the head of a block, which nothing may be allocated for unchecked. */
  static long claimedLength(byte[] in, int from, int to) throws DecodeException {
    long length = 0;
    for (int i = 0; i < LONGEST_HEADER && from + i < to; i++) {
      int b = in[from + i];
      length |= (b & 0x7FL) << (7 * i);
      if (b >= 0) {
        if (length > Integer.MAX_VALUE - 8) break;
        return length;
      }
    }
    throw DecodeException.corrupt("snappy: invalid length");
  }

  static DecodeException corrupt() {
    return DecodeException.corrupt("snappy: the block is corrupt");
  }
}
