package dev.sluice.net.codec;

import java.io.OutputStream;
import java.util.zip.Deflater;

/** Deflates into pooled pieces with a pooled deflater. Not for several threads. */
class DeflateEncoder extends OutputStream {
  /**
   * How much the native code is given at once: while it runs it may hold up the garbage collector.
   */
  private static final int STRETCH = 64 * 1024;

  private final Segments out;
  private final DeflaterPool pool;
  private final Deflater deflater;
  private boolean closed;

  DeflateEncoder(Segments out, DeflaterPool pool) {
    this.out = out;
    this.pool = pool;
    this.deflater = pool.take();
  }

  static DeflateEncoder zlib(Segments out, int level) {
    return new DeflateEncoder(out, DeflaterPool.wrapped(level));
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    for (int done = 0; done < length; done += STRETCH) {
      deflater.setInput(source, offset + done, Math.min(STRETCH, length - done));
      while (!deflater.needsInput()) drain();
    }
  }

  private void drain() {
    byte[] target = out.tail();
    int from = out.tailSize();
    out.advance(deflater.deflate(target, from, target.length - from));
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    deflater.finish();
    while (!deflater.finished()) drain();
    pool.give(deflater);
  }
}
