package dev.sluice.net.grpc;

import dev.sluice.net.codec.BytePool;
import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Decoding;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import dev.sluice.net.codec.Segments;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A compressed message, decompressed into pooled memory when it is first asked for anything: there
 * the marshaller can answer for what is wrong with it, where grpc's own deframer would reset the
 * stream. {@link #available} is exact. Must be closed.
 */
final class DecodedLazily extends InputStream {
  private final Encoding encoding;
  private final InputStream compressed;
  private final long maxBytes;
  private @Nullable Segments decoded;
  private long at;

  DecodedLazily(Encoding encoding, InputStream compressed, long maxBytes) {
    this.encoding = encoding;
    this.compressed = compressed;
    this.maxBytes = maxBytes;
  }

  /** Carries no stack trace: it is an answer to a client. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1;
    private final DecodeException reason;

    Failed(DecodeException reason) {
      super(reason.text());
      this.reason = reason;
    }

    DecodeException reason() {
      return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private Segments decoded() throws IOException {
    if (decoded == null) decoded = decode();
    return decoded;
  }

  private Segments decode() throws IOException {
    int length = compressed.available();
    byte[] in = BytePool.take(length);
    try {
      int count = compressed.readNBytes(in, 0, length);
      return Decoding.decode(encoding, in, 0, count, maxBytes, Room.ENDLESS);
    } catch (DecodeException e) {
      throw new Failed(e);
    } finally {
      BytePool.give(in);
    }
  }

  @Override
  public int available() throws IOException {
    return (int) (decoded().size() - at);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) return 0;
    int count = decoded().read(at, target, offset, length);
    at += count;
    return count == 0 ? -1 : count;
  }

  @Override
  public void close() throws IOException {
    if (decoded != null) decoded.close();
    compressed.close();
  }
}
