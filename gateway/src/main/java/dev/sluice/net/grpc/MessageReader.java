package dev.sluice.net.grpc;

import dev.sluice.net.ArrivingBytes;
import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The one message of a unary call, however it is cut into frames. gRPC over HTTP/2, "Requests":
 *
 * <pre>
 *   flag (1 byte: 0 plain, 1 compressed)   length (4 bytes)   that many bytes
 * </pre>
 *
 * Must be closed. Belongs to the connection's event loop.
 */
final class MessageReader implements AutoCloseable {
  private static final int PREFIX_BYTES = 5;
  private static final long LENGTH_MASK = 0xFFFF_FFFFL;

  private final Encoding encoding;
  private final long maxBytes;
  private final Room room;
  private long prefix;
  private int prefixSize;
  private long length;
  private @Nullable ArrivingBytes message;

  /**
   * @param encoding of what is flagged as compressed
   * @param maxBytes of the message, as it comes and decompressed
   */
  MessageReader(Encoding encoding, long maxBytes, Room room) {
    this.encoding = encoding;
    this.maxBytes = maxBytes;
    this.room = room;
  }

  /** Takes all that {@code data} has. */
  void add(ByteBuf data) throws Refused {
    while (prefixSize < PREFIX_BYTES) {
      if (!data.isReadable()) return;
      prefix = prefix << 8 | data.readUnsignedByte();
      if (++prefixSize == PREFIX_BYTES) message = announced();
    }
    ArrivingBytes bytes = message;
    if (bytes == null || !data.isReadable()) return;
    if (data.readableBytes() > length - bytes.size()) {
      throw Refused.with(GrpcAnswer.INTERNAL, "more than one message in a unary call");
    }
    if (!bytes.add(data, data.readableBytes())) throw Refused.noRoom();
  }

  private ArrivingBytes announced() throws Refused {
    long flag = prefix >>> 32;
    length = prefix & LENGTH_MASK;
    if (flag > 1) {
      throw Refused.with(GrpcAnswer.INTERNAL, "the message's first byte is neither 0 nor 1");
    }
    if (flag == 1 && encoding == Encoding.IDENTITY) {
      throw Refused.with(
          GrpcAnswer.INTERNAL, "the message is flagged as compressed, without a grpc-encoding");
    }
    if (length > maxBytes) {
      throw Refused.with(
          GrpcAnswer.RESOURCE_EXHAUSTED,
          "gRPC message exceeds maximum size %d: %d".formatted(maxBytes, length));
    }
    return new ArrivingBytes(length, maxBytes, flag == 1 ? encoding : Encoding.IDENTITY, room);
  }

  /** The client has sent all: the message, decompressed, in an array of exactly its length. */
  byte[] finish() throws Refused {
    if (prefixSize == 0) {
      throw Refused.with(GrpcAnswer.INTERNAL, "a unary call without a message");
    }
    ArrivingBytes bytes = message;
    if (bytes == null || bytes.size() != length) {
      throw Refused.with(GrpcAnswer.INTERNAL, "the message is not as long as it said");
    }
    try {
      return bytes.finish();
    } catch (DecodeException e) {
      throw switch (e.reason()) {
        case CORRUPT -> Refused.with(GrpcAnswer.INVALID_ARGUMENT, e.text());
        case TOO_LARGE -> Refused.with(GrpcAnswer.RESOURCE_EXHAUSTED, e.text());
        case NO_ROOM -> Refused.noRoom();
      };
    }
  }

  @Override
  public void close() {
    if (message != null) message.close();
    message = null;
  }
}
