package dev.sluice.receiver.prometheus.discovery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lets no more bytes through than may be. For one thread. */
public final class BoundedInput extends FilterInputStream {
  private final long limit;
  private long left;

  public BoundedInput(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) count(1);
    return next;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    if (read > 0) count(read);
    return read;
  }

  private void count(int read) throws IOException {
    left -= read;
    if (left < 0) throw new IOException("it is larger than %d bytes".formatted(limit));
  }
}
