package dev.sluice.net.grpc;

import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Decoding;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import dev.sluice.net.codec.Segments;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A compressed message, decompressed by the first read: there the marshaller can answer for what is
 * wrong with it, where grpc's own deframer would reset the stream.
 */
final class DecodedLazily extends InputStream {
  private final Encoding encoding;
  private final InputStream compressed;
  private final int maxBytes;
  private byte @Nullable [] decoded;
  private int at;

  DecodedLazily(Encoding encoding, InputStream compressed, int maxBytes) {
    this.encoding = encoding;
    this.compressed = compressed;
    this.maxBytes = maxBytes;
  }

  /** Carries no stack trace: it is an answer to a client. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1;
    private final DecodeException reason;

    Failed(DecodeException reason) {
      super(reason.getMessage());
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

  private byte[] decoded() throws IOException {
    if (decoded == null) {
      byte[] in = compressed.readAllBytes();
      try (Segments out = Decoding.decode(encoding, in, 0, in.length, maxBytes, Room.ENDLESS)) {
        decoded = out.toByteArray();
      } catch (DecodeException e) {
        throw new Failed(e);
      }
    }
    return decoded;
  }

  @Override
  public int available() throws IOException {
    return decoded().length - at;
  }

  @Override
  public int read() throws IOException {
    byte[] bytes = decoded();
    return at < bytes.length ? bytes[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    byte[] bytes = decoded();
    if (length == 0) return 0;
    int count = Math.min(length, bytes.length - at);
    if (count <= 0) return -1;
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    compressed.close();
  }
}
