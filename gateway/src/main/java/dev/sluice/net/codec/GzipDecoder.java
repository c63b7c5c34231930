package dev.sluice.net.codec;

import java.util.zip.CRC32;
import java.util.zip.Inflater;

/** RFC 1952: one member or several, each with its checksum and length checked. */
final class GzipDecoder implements Decoder {
  private static final int FIXED_HEADER = 10;
  private static final int TRAILER = 8;

  private static final int HEADER_CRC = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xE0;

  @Override
  public void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    Inflater inflater = Inflation.RAW.take();
    try {
      int at = from;
      do {
        at = member(inflater, in, at, to, out);
        inflater.reset();
      } while (at < to);
    } finally {
      Inflation.RAW.give(inflater);
    }
  }

  private static int member(Inflater inflater, byte[] in, int from, int to, LimitedOutput out)
      throws DecodeException {
    int body = header(in, from, to);
    long sizeBefore = out.size();
    CRC32 crc = new CRC32();
    int end = Inflation.inflate(inflater, in, body, to, out, crc::update);
    if (to - end < TRAILER) throw cutOff();
    if (LittleEndian.int32(in, end) != (int) crc.getValue()) {
      throw DecodeException.corrupt("gzip: the checksum does not match");
    }
    if (LittleEndian.int32(in, end + 4) != (int) (out.size() - sizeBefore)) {
      throw DecodeException.corrupt("gzip: the length does not match");
    }
    return end + TRAILER;
  }

  /** Returns where the deflated data begins. */
  private static int header(byte[] in, int from, int to) throws DecodeException {
    if (to - from < FIXED_HEADER) throw cutOff();
    if (in[from] != 0x1F || in[from + 1] != (byte) 0x8B || in[from + 2] != 8) {
      throw DecodeException.corrupt("gzip: invalid header");
    }
    int flags = in[from + 3];
    if ((flags & RESERVED) != 0) throw DecodeException.corrupt("gzip: invalid header");
    int at = from + FIXED_HEADER;
    if ((flags & EXTRA) != 0) {
      if (to - at < 2) throw cutOff();
      at += 2 + LittleEndian.int16(in, at);
    }
    if ((flags & NAME) != 0) at = afterZero(in, at, to);
    if ((flags & COMMENT) != 0) at = afterZero(in, at, to);
    if ((flags & HEADER_CRC) != 0) at += 2;
    if (at > to) throw cutOff();
    return at;
  }

  private static int afterZero(byte[] in, int from, int to) throws DecodeException {
    for (int at = from; at < to; at++) {
      if (in[at] == 0) return at + 1;
    }
    throw cutOff();
  }

  private static DecodeException cutOff() {
    return DecodeException.corrupt("gzip: the body is cut off");
  }
}
