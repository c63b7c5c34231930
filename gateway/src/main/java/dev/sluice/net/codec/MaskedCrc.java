package dev.sluice.net.codec;

import java.util.zip.CRC32C;

/** The checksum of snappy's frames: CRC-32C, turned and shifted so that it can be nested. */
final class MaskedCrc {
  private MaskedCrc() {}

  static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xA282EAD8;
  }
}
