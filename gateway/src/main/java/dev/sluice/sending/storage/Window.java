package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file, read front to back through a buffer: a scan looks at many bytes, a few at a time. */
final class Window {
  private static final int BYTES = 256 << 10;

  private final FsFile file;
  private final long size;
  private final byte[] array = new byte[BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(array).limit(0);
  private long start;

  Window(FsFile file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  long size() {
    return size;
  }

  /** The buffer, and in it {@code length} bytes from {@code at} on at the index {@link #index}. */
  ByteBuffer at(long at, int length) throws IOException {
    if (at < start || at + length > start + buffer.limit()) {
      start = at;
      file.read(buffer.clear(), at);
      buffer.flip();
      if (buffer.limit() < length) throw new IOException("the file became shorter");
    }
    return buffer;
  }

  int index(long at) {
    return (int) (at - start);
  }

  /** Adds a stretch of any length to a checksum. */
  void addTo(Seal seal, long from, long length) throws IOException {
    long at = from;
    long left = length;
    while (left > 0) {
      int part = (int) Math.min(left, BYTES);
      at(at, part);
      seal.add(array, index(at), part);
      at += part;
      left -= part;
    }
  }
}
