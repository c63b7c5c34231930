package dev.sluice.net.codec;

import java.util.zip.CRC32;

/** RFC 1952, one member, without name and time: the same bytes in give the same bytes out. */
final class GzipEncoder extends DeflateEncoder {
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  private final CRC32 crc = new CRC32();
  private final Segments out;
  private int length;
  private boolean closed;

  GzipEncoder(Segments out, int level) {
    super(out, DeflaterPool.raw(level));
    this.out = out;
    out.write(HEADER, 0, HEADER.length);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    crc.update(source, offset, count);
    length += count;
    super.write(source, offset, count);
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    super.close();
    LittleEndian.write(out, (int) crc.getValue(), Integer.BYTES);
    LittleEndian.write(out, length, Integer.BYTES);
  }
}
