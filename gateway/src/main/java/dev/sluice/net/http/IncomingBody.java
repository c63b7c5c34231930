package dev.sluice.net.http;

import dev.sluice.net.codec.BytePool;
import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Decoding;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import dev.sluice.net.http.BodyProblem.Reason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes: bytes leave Netty's buffers here, copied once. A plain body of known length
 * goes straight into the array that the reception gets; others are gathered in pooled memory first.
 * Must be closed. Belongs to the connection's event loop.
 */
final class IncomingBody implements AutoCloseable {
  /** How much more is asked for at once while a body of unknown length grows. */
  private static final long STEP = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final long contentLength;
  private final Encoding encoding;
  private final Reception reception;
  private final long maxBytes;
  private byte @Nullable [] known;
  private @Nullable Segments unknown;
  private long reserved;
  private int size;

  IncomingBody(long contentLength, Encoding encoding, Reception reception) {
    this.contentLength = contentLength;
    this.encoding = encoding;
    this.reception = reception;
    this.maxBytes = reception.maxBytes();
  }

  void add(ByteBuf piece) throws BodyException {
    int count = piece.readableBytes();
    if (count == 0) return;
    if (contentLength >= 0) {
      // Not before the first byte has come: announcing a body costs a client nothing.
      if (known == null) known = array();
      piece.readBytes(known, size, count);
      size += count;
    } else {
      grow(size + (long) count);
      if (unknown == null) unknown = new Segments();
      for (var buffer : piece.nioBuffers()) unknown.write(buffer);
      size += count;
    }
  }

  private byte[] array() {
    int length = (int) contentLength;
    return encoding == Encoding.IDENTITY ? new byte[length] : BytePool.take(length);
  }

  private void grow(long total) throws BodyException {
    if (total > maxBytes) {
      throw new BodyException(
          Reason.TOO_LARGE, "the body is larger than the limit of " + maxBytes + " bytes");
    }
    if (total <= reserved) return;
    reserved = Math.min(maxBytes, Math.max(total, reserved + STEP));
    if (!reception.grow(reserved)) throw new BodyException(Reason.NO_ROOM, "no room for the body");
  }

  /** The whole body, decompressed, in an array of exactly its length. */
  byte[] finish() throws BodyException {
    if (encoding == Encoding.IDENTITY) {
      if (known != null) {
        byte[] whole = known;
        known = null;
        return whole;
      }
      return unknown == null ? new byte[0] : unknown.toByteArray();
    }
    byte[] compressed = known != null ? known : unknown != null ? unknown.toByteArray() : NOTHING;
    try (Segments plain =
        Decoding.decode(encoding, compressed, 0, size, maxBytes, reception::grow)) {
      return plain.toByteArray();
    } catch (DecodeException e) {
      throw new BodyException(reason(e.reason()), e.text());
    }
  }

  private static Reason reason(DecodeException.Reason reason) {
    return switch (reason) {
      case CORRUPT -> Reason.CORRUPT;
      case TOO_LARGE -> Reason.TOO_LARGE;
      case NO_ROOM -> Reason.NO_ROOM;
    };
  }

  @Override
  public void close() {
    if (known != null && encoding != Encoding.IDENTITY) BytePool.give(known);
    known = null;
    if (unknown != null) unknown.close();
    unknown = null;
  }
}
