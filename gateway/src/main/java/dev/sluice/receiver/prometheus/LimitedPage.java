package dev.sluice.receiver.prometheus;

import dev.sluice.receiver.prometheus.keys.ByteSize;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of a page, and lets no more through than may be. For one thread. */
final class LimitedPage extends FilterInputStream {
  private final long limit;
  private long size;

  /** There is more than may be. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private TooLargeException(long limit) {
      super("the page is larger than %s (body_size_limit)".formatted(ByteSize.format(limit)));
    }
  }

  LimitedPage(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  long size() {
    return size;
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

  private void count(int read) throws TooLargeException {
    size += read;
    if (size > limit) throw new TooLargeException(limit);
  }
}
