package dev.sluice.net.grpc;

import dev.sluice.net.codec.Body;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes a message from where its parts lie. What is parsed (a client's response) is bytes. */
final class OutboundMarshaller implements Marshaller<Body> {
  @Override
  public InputStream stream(Body body) {
    return new BodyStream(body);
  }

  @Override
  public Body parse(InputStream stream) {
    try (stream) {
      return Body.of(stream.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the message", e);
    }
  }

  /** Grpc asks how long it is, and lets it write itself into the transport's buffers. */
  private static final class BodyStream extends InputStream implements Drainable, KnownLength {
    private final Body body;
    private boolean drained;
    private byte[] copy = {};
    private int at = -1;

    BodyStream(Body body) {
      this.body = body;
    }

    @Override
    public int available() {
      return drained ? 0 : Math.toIntExact(body.length());
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      if (drained) return 0;
      drained = true;
      body.writeTo(target);
      return Math.toIntExact(body.length());
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (at < 0) {
        var out = new ByteArrayOutputStream();
        drainTo(out);
        copy = out.toByteArray();
        at = 0;
      }
      int count = Math.min(length, copy.length - at);
      if (count <= 0) return length == 0 ? 0 : -1;
      System.arraycopy(copy, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
