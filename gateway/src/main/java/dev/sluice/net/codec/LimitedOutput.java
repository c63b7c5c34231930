package dev.sluice.net.codec;

import dev.sluice.net.codec.DecodeException.Reason;

/**
 * Where a decoder puts what it makes. Each piece is asked for before it is taken, and the end is
 * known before it is reached: a bomb stops here.
 */
final class LimitedOutput {
  /** Below this much nobody calls a body a bomb. */
  private static final long RATIO_FLOOR = 4L << 20;

  /** Ordinary logs shrink 7 times, identical lines 290 times; deflate's limit is 1032. */
  private static final long RATIO = 500;

  private Segments segments = new Segments();
  private final long inputBytes;
  private final long maxBytes;
  private final long ratioBytes;
  private final Room room;

  LimitedOutput(long inputBytes, long maxBytes, Room room) {
    this.inputBytes = inputBytes;
    this.maxBytes = maxBytes;
    this.ratioBytes = Math.max(RATIO_FLOOR, RATIO * inputBytes);
    this.room = room;
  }

  /** The array to write to next, from {@link #offset()} on. */
  byte[] array() throws DecodeException {
    if (segments.size() == segments.heldBytes()) {
      claim(segments.size() + BytePool.PIECE);
    }
    return segments.tail();
  }

  int offset() {
    return segments.tailSize();
  }

  /** How much the {@link #array()} takes from {@link #offset()} on; at least 1. */
  int space() {
    return BytePool.PIECE - segments.tailSize();
  }

  void advance(int count) throws DecodeException {
    segments.advance(count);
    checkSize(segments.size());
  }

  void write(byte[] source, int from, int length) throws DecodeException {
    checkSize(segments.size() + length);
    if (segments.size() + length > segments.heldBytes()) {
      claim(segments.size() + length + BytePool.PIECE);
    }
    segments.write(source, from, length);
  }

  /** Refuses a size that is too much for the limit or for the input it came from. */
  void checkSize(long size) throws DecodeException {
    if (size > maxBytes) {
      throw new DecodeException(
          Reason.TOO_LARGE,
          "the decompressed body is larger than the limit of " + maxBytes + " bytes");
    }
    if (size > ratioBytes) {
      throw new DecodeException(
          Reason.TOO_LARGE,
          "the body of %d bytes decompresses to more than %d times its size"
              .formatted(inputBytes, RATIO));
    }
  }

  /** Asks for room for {@code size} bytes of output beside the input. */
  void claim(long size) throws DecodeException {
    if (!room.grow(inputBytes + size)) {
      throw new DecodeException(Reason.NO_ROOM, "no room for the decompressed body");
    }
  }

  /** Takes over the whole output at once, already checked and claimed. */
  void adopt(byte[] whole) {
    segments.close();
    segments = Segments.adopt(whole);
  }

  long size() {
    return segments.size();
  }

  /** What was written; closing it is the caller's. */
  Segments finish() {
    return segments;
  }

  void discard() {
    segments.close();
  }
}
