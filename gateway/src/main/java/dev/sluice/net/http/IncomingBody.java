package dev.sluice.net.http;

import dev.sluice.net.ArrivingBytes;
import dev.sluice.net.codec.DecodeException;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.http.BodyProblem.Reason;
import io.netty.buffer.ByteBuf;

/** A request's body as it comes, and what is wrong with it. Must be closed. */
final class IncomingBody implements AutoCloseable {
  private final ArrivingBytes bytes;
  private final long maxBytes;

  IncomingBody(long contentLength, Encoding encoding, Reception reception) {
    this.maxBytes = reception.maxBytes();
    this.bytes = new ArrivingBytes(contentLength, maxBytes, encoding, reception::grow);
  }

  void add(ByteBuf piece) throws BodyException {
    int count = piece.readableBytes();
    if ((long) bytes.size() + count > maxBytes) {
      throw new BodyException(
          Reason.TOO_LARGE, "the body is larger than the limit of " + maxBytes + " bytes");
    }
    if (!bytes.add(piece, count)) throw new BodyException(Reason.NO_ROOM, "no room for the body");
  }

  /** The whole body, decompressed, in an array of exactly its length. */
  byte[] finish() throws BodyException {
    try {
      return bytes.finish();
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
    bytes.close();
  }
}
