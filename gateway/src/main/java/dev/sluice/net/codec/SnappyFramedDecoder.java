package dev.sluice.net.codec;

import java.util.Arrays;

/**
 * The snappy framing format: chunks of a type byte, three bytes of length, and data.
 *
 * <pre>
 *   ff 06 00 00 "sNaPpY"     stream identifier, first, and again where streams were joined
 *   00 len crc  block        compressed, at most 64 KiB when undone
 *   01 len crc  bytes        as they are
 *   80..fe len  ...          may be skipped;  02..7f may not
 * </pre>
 *
 * Source: google/snappy, framing_format.txt.
 */
final class SnappyFramedDecoder implements Decoder {
  static final byte[] IDENTIFIER = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
  static final int MAX_CHUNK = 64 * 1024;

  private static final int HEADER = 4;
  private static final int CRC = 4;
  private static final int COMPRESSED = 0x00;
  private static final int UNCOMPRESSED = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int STREAM = 0xFF;

  static boolean startsStream(byte[] in, int from, int to) {
    int length = IDENTIFIER.length;
    return to - from >= length && Arrays.equals(in, from, from + length, IDENTIFIER, 0, length);
  }

  @Override
  public void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    if (!startsStream(in, from, to)) {
      throw DecodeException.corrupt("snappy: no stream identifier");
    }
    byte[] chunk = BytePool.piece();
    try {
      int at = from;
      while (at < to) at = chunk(in, at, to, chunk, out);
    } finally {
      BytePool.give(chunk);
    }
  }

  private static int chunk(byte[] in, int at, int to, byte[] scratch, LimitedOutput out)
      throws DecodeException {
    if (to - at < HEADER) throw cutOff();
    int type = in[at] & 0xFF;
    int length = LittleEndian.int24(in, at + 1);
    int data = at + HEADER;
    if (length > to - data) throw cutOff();
    int end = data + length;
    switch (type) {
      case COMPRESSED -> compressed(in, data, end, scratch, out);
      case UNCOMPRESSED -> uncompressed(in, data, end, out);
      case STREAM -> {
        if (!startsStream(in, at, end)) throw DecodeException.corrupt("snappy: bad identifier");
      }
      default -> {
        if (type < FIRST_SKIPPABLE) {
          throw DecodeException.corrupt("snappy: unknown chunk type " + type);
        }
      }
    }
    return end;
  }

  private static void compressed(byte[] in, int data, int end, byte[] scratch, LimitedOutput out)
      throws DecodeException {
    if (end - data < CRC) throw cutOff();
    long length = SnappyDecoder.claimedLength(in, data + CRC, end);
    if (length > MAX_CHUNK) throw DecodeException.corrupt("snappy: a chunk of more than 64 KiB");
    SnappyDecoder.uncompress(in, data + CRC, end, scratch, (int) length);
    take(scratch, 0, (int) length, in, data, out);
  }

  private static void uncompressed(byte[] in, int data, int end, LimitedOutput out)
      throws DecodeException {
    if (end - data < CRC) throw cutOff();
    int length = end - data - CRC;
    if (length > MAX_CHUNK) throw DecodeException.corrupt("snappy: a chunk of more than 64 KiB");
    take(in, data + CRC, length, in, data, out);
  }

  private static void take(
      byte[] bytes, int from, int length, byte[] in, int crcAt, LimitedOutput out)
      throws DecodeException {
    if (MaskedCrc.of(bytes, from, length) != LittleEndian.int32(in, crcAt)) {
      throw DecodeException.corrupt("snappy: the checksum does not match");
    }
    out.write(bytes, from, length);
  }

  private static DecodeException cutOff() {
    return DecodeException.corrupt("snappy: the body is cut off");
  }
}
