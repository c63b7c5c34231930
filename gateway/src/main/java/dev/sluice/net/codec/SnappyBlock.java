package dev.sluice.net.codec;

import java.io.IOException;
import java.io.OutputStream;
import org.xerial.snappy.Snappy;

/**
 * One snappy block, made as its input comes: the length of the whole, then the elements of each
 * fragment of 64 KiB. Snappy's own compressor cuts its input so as well, and no element refers to
 * bytes of another fragment; hence the bytes are as many, and no array is as large as the whole.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
final class SnappyBlock extends OutputStream {
  private static final int FRAGMENT = 64 * 1024;

  private final Segments out;
  private final byte[] fragment = BytePool.piece();
  private final byte[] compressed = BytePool.take(Snappy.maxCompressedLength(FRAGMENT));
  private int fragmentSize;
  private boolean closed;

  private SnappyBlock(Segments out) {
    this.out = out;
  }

  static void compress(Body body, Segments out) throws IOException {
    writeLength(Math.toIntExact(body.length()), out);
    try (var block = new SnappyBlock(out)) {
      body.writeTo(block);
    }
  }

  private static void writeLength(int length, Segments out) {
    int left = length;
    for (; left >= 0x80; left >>>= 7) out.write((left & 0x7f) | 0x80);
    out.write(left);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, FRAGMENT - fragmentSize);
      if (count == FRAGMENT) {
        writeFragment(source, offset + done, count);
      } else {
        System.arraycopy(source, offset + done, fragment, fragmentSize, count);
        fragmentSize += count;
        if (fragmentSize == FRAGMENT) writeCollected();
      }
      done += count;
    }
  }

  private void writeCollected() throws IOException {
    writeFragment(fragment, 0, fragmentSize);
    fragmentSize = 0;
  }

  /** A fragment compressed alone is a block of its own: what stands behind its length counts. */
  private void writeFragment(byte[] source, int offset, int length) throws IOException {
    int size = Snappy.compress(source, offset, length, compressed, 0);
    int from = 0;
    while (compressed[from++] < 0) {
      // the length goes on
    }
    out.write(compressed, from, size - from);
  }

  @Override
  public void close() throws IOException {
    if (closed) return;
    closed = true;
    try {
      if (fragmentSize > 0) writeCollected();
    } finally {
      BytePool.give(fragment);
      BytePool.give(compressed);
    }
  }
}
