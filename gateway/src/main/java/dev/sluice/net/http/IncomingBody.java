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
 * A body as it comes: bytes leave Netty's buffers here. Announcing a body costs a client nothing:
 * room is asked for as the bytes come. What was announced and is small, or has come in a quarter,
 * goes straight into the array that the reception gets; until then, and where no length was
 * announced, it is gathered in pooled pieces. Must be closed. Belongs to the connection's event
 * loop.
 */
final class IncomingBody implements AutoCloseable {
  /** How much more is asked for at once while a body grows. */
  private static final long STEP = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final long contentLength;
  private final Encoding encoding;
  private final Reception reception;
  private final long maxBytes;
  private byte @Nullable [] known;
  private @Nullable Segments gathered;
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
    long total = size + (long) count;
    if (known == null && isWorthItsArray(total)) known = array();
    if (known == null) {
      grow(total);
      if (gathered == null) gathered = new Segments();
      for (var buffer : piece.nioBuffers()) gathered.write(buffer);
    } else {
      piece.readBytes(known, size, count);
    }
    size += count;
  }

  /** So a client never holds more than four times of what it has sent, or a step. */
  private boolean isWorthItsArray(long total) {
    return contentLength >= 0 && (contentLength <= STEP || total >= contentLength / 4);
  }

  /** Room for the whole, with what has come so far. */
  private byte[] array() throws BodyException {
    if (contentLength > reserved) reserve(contentLength);
    int length = (int) contentLength;
    byte[] array = encoding == Encoding.IDENTITY ? new byte[length] : BytePool.take(length);
    if (gathered != null) {
      gathered.read(0, array, 0, size);
      gathered.close();
      gathered = null;
    }
    return array;
  }

  private void grow(long total) throws BodyException {
    if (total > maxBytes) {
      throw new BodyException(
          Reason.TOO_LARGE, "the body is larger than the limit of " + maxBytes + " bytes");
    }
    if (total <= reserved) return;
    long longest = contentLength < 0 ? maxBytes : contentLength;
    reserve(Math.min(longest, Math.max(total, reserved + STEP)));
  }

  private void reserve(long bytes) throws BodyException {
    if (!reception.grow(bytes)) throw new BodyException(Reason.NO_ROOM, "no room for the body");
    reserved = bytes;
  }

  /** The whole body, decompressed, in an array of exactly its length. */
  byte[] finish() throws BodyException {
    if (encoding == Encoding.IDENTITY) {
      if (known != null) {
        byte[] whole = known;
        known = null;
        return whole;
      }
      return gathered == null ? new byte[0] : gathered.toByteArray();
    }
    byte[] compressed = known != null ? known : gathered != null ? gathered.toByteArray() : NOTHING;
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
    if (gathered != null) gathered.close();
    gathered = null;
  }
}
