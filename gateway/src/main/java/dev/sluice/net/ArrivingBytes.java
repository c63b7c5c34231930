package dev.sluice.net;

import dev.sluice.net.codec.BytePool;
import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Decoding;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import dev.sluice.net.codec.Segments;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A body or message as it comes: bytes leave Netty's buffers here. Announcing it costs a client
 * nothing: room is asked for as the bytes come. What was announced and is small, or has come in a
 * quarter, goes straight into one array of that length; until then, and where no length was
 * announced, it is gathered in pooled pieces. Must be closed. Belongs to the connection's event
 * loop. For this room only: Netty's types do not leave it.
 */
public final class ArrivingBytes implements AutoCloseable {
  /** How much more is asked for at once while a body grows. */
  private static final long STEP = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final long length;
  private final long longest;
  private final Encoding encoding;
  private final Room room;
  private byte @Nullable [] known;
  private @Nullable Segments gathered;
  private long reserved;
  private int size;

  /**
   * @param length in bytes, as announced; -1: was not
   * @param maxBytes of it, and of what it decompresses to; the caller lets no more come
   */
  public ArrivingBytes(long length, long maxBytes, Encoding encoding, Room room) {
    this.length = length;
    this.longest = maxBytes;
    this.encoding = encoding;
    this.room = room;
  }

  /** How many have come. */
  public int size() {
    return size;
  }

  /**
   * Reads {@code count} bytes from {@code piece}, which are not more than were announced. False:
   * there is no room for them, and nothing more may be added.
   */
  public boolean add(ByteBuf piece, int count) {
    if (count == 0) return true;
    long total = size + (long) count;
    if (known == null && isWorthItsArray(total)) {
      if (!reserve(length)) return false;
      known = array();
    }
    if (known != null) {
      piece.readBytes(known, size, count);
    } else {
      if (!grow(total)) return false;
      gather(piece, count);
    }
    size += count;
    return true;
  }

  /** So a client never holds more than four times of what it has sent, or a step. */
  private boolean isWorthItsArray(long total) {
    return length >= 0 && (length <= STEP || total >= length / 4);
  }

  /** For the whole, with what has come so far. */
  private byte[] array() {
    int bytes = (int) length;
    byte[] array = encoding == Encoding.IDENTITY ? new byte[bytes] : BytePool.take(bytes);
    if (gathered != null) {
      gathered.read(0, array, 0, size);
      gathered.close();
      gathered = null;
    }
    return array;
  }

  private void gather(ByteBuf piece, int count) {
    if (gathered == null) gathered = new Segments();
    for (var buffer : piece.nioBuffers(piece.readerIndex(), count)) gathered.write(buffer);
    piece.skipBytes(count);
  }

  private boolean grow(long total) {
    if (total <= reserved) return true;
    return reserve(Math.min(length < 0 ? longest : length, Math.max(total, reserved + STEP)));
  }

  private boolean reserve(long bytes) {
    if (bytes <= reserved) return true;
    if (!room.grow(bytes)) return false;
    reserved = bytes;
    return true;
  }

  /** All that has come, decompressed, in an array of exactly its length, which is the caller's. */
  public byte[] finish() throws DecodeException {
    if (encoding == Encoding.IDENTITY) {
      byte[] whole = known;
      known = null;
      if (whole != null) return whole;
      return gathered == null ? NOTHING : gathered.toByteArray();
    }
    byte[] compressed = known != null ? known : gathered != null ? gathered.toByteArray() : NOTHING;
    try (Segments plain = Decoding.decode(encoding, compressed, 0, size, longest, room)) {
      return plain.toByteArray();
    }
  }

  @Override
  public void close() {
    if (known != null && encoding != Encoding.IDENTITY) BytePool.give(known);
    known = null;
    if (gathered != null) gathered.close();
    gathered = null;
  }
}
