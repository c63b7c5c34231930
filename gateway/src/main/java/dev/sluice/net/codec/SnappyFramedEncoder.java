package dev.sluice.net.codec;

import static dev.sluice.net.codec.SnappyFramedDecoder.IDENTIFIER;
import static dev.sluice.net.codec.SnappyFramedDecoder.MAX_CHUNK;

import java.io.IOException;
import java.io.OutputStream;
import org.xerial.snappy.Snappy;

/** The snappy framing format, in chunks of 64 KiB; see {@link SnappyFramedDecoder}. */
final class SnappyFramedEncoder extends OutputStream {
  private static final int CRC = 4;

  private final Segments out;
  private final byte[] block = BytePool.piece();
  private final byte[] compressed = BytePool.take(Snappy.maxCompressedLength(MAX_CHUNK));
  private int blockSize;
  private boolean closed;

  SnappyFramedEncoder(Segments out) {
    this.out = out;
    out.write(IDENTIFIER, 0, IDENTIFIER.length);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, MAX_CHUNK - blockSize);
      System.arraycopy(source, offset + done, block, blockSize, count);
      blockSize += count;
      done += count;
      if (blockSize == MAX_CHUNK) writeChunk();
    }
  }

  private void writeChunk() throws IOException {
    int crc = MaskedCrc.of(block, 0, blockSize);
    int size = Snappy.compress(block, 0, blockSize, compressed, 0);
    if (size < blockSize) {
      writeChunk(0x00, crc, compressed, size);
    } else {
      writeChunk(0x01, crc, block, blockSize);
    }
    blockSize = 0;
  }

  private void writeChunk(int type, int crc, byte[] data, int size) {
    out.write(type);
    LittleEndian.write(out, CRC + size, 3);
    LittleEndian.write(out, crc, CRC);
    out.write(data, 0, size);
  }

  @Override
  public void close() throws IOException {
    if (closed) return;
    closed = true;
    if (blockSize > 0) writeChunk();
    BytePool.give(block);
    BytePool.give(compressed);
  }
}
