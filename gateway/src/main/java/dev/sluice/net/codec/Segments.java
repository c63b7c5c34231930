package dev.sluice.net.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of unknown number, gathered in pooled pieces that are never copied while they grow. Must be
 * closed, which gives the pieces back; nothing may be read from it afterwards. Not for several
 * threads.
 */
public final class Segments extends OutputStream {
  private static final byte[] NONE = new byte[0];

  private final List<byte[]> pieces = new ArrayList<>(4);
  private byte[] tail = NONE;
  private int tailSize;
  private long sizeBefore;
  private boolean adopted;

  public Segments() {}

  /** Takes over an array that is the whole already. */
  static Segments adopt(byte[] whole) {
    Segments segments = new Segments();
    segments.adopted = true;
    segments.tail = whole;
    segments.tailSize = whole.length;
    return segments;
  }

  public long size() {
    return sizeBefore + tailSize;
  }

  /** The array to be written next, from {@link #tailSize()} on; never full. */
  byte[] tail() {
    if (tailSize == tail.length) addPiece();
    return tail;
  }

  int tailSize() {
    return tailSize;
  }

  /** {@code count} bytes have been written to the {@link #tail()}. */
  void advance(int count) {
    tailSize += count;
  }

  /** What is held, in bytes: more than {@link #size()}, as pieces are of one size. */
  public long heldBytes() {
    return sizeBefore + tail.length;
  }

  private void addPiece() {
    if (adopted) throw new IllegalStateException("the whole is there already");
    sizeBefore += tailSize;
    tail = BytePool.piece();
    tailSize = 0;
    pieces.add(tail);
  }

  @Override
  public void write(int value) {
    tail()[tailSize] = (byte) value;
    tailSize++;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      byte[] target = tail();
      int count = Math.min(length - done, target.length - tailSize);
      System.arraycopy(source, offset + done, target, tailSize, count);
      tailSize += count;
      done += count;
    }
  }

  /** Everything that {@code source} has left. */
  public void write(ByteBuffer source) {
    while (source.hasRemaining()) {
      byte[] target = tail();
      int count = Math.min(source.remaining(), target.length - tailSize);
      source.get(target, tailSize, count);
      tailSize += count;
    }
  }

  /** Copies up to {@code length} bytes from {@code position} on; returns how many. */
  public int read(long position, byte[] target, int offset, int length) {
    int count = (int) Math.min(length, size() - position);
    for (int done = 0; done < count; ) {
      long at = position + done;
      byte[] piece = adopted ? tail : pieces.get((int) (at / BytePool.PIECE));
      int from = adopted ? (int) at : (int) (at % BytePool.PIECE);
      int part = Math.min(count - done, piece.length - from);
      System.arraycopy(piece, from, target, offset + done, part);
      done += part;
    }
    return count;
  }

  /** Writes everything to {@code out}, piece by piece. */
  public void writeTo(OutputStream out) throws IOException {
    for (byte[] piece : pieces) {
      out.write(piece, 0, piece == tail ? tailSize : piece.length);
    }
    if (adopted) out.write(tail, 0, tailSize);
  }

  /** Everything in one array of exactly its length, which is the caller's. */
  public byte[] toByteArray() {
    if (adopted) return tail;
    byte[] whole = new byte[Math.toIntExact(size())];
    int at = 0;
    for (byte[] piece : pieces) {
      int count = piece == tail ? tailSize : piece.length;
      System.arraycopy(piece, 0, whole, at, count);
      at += count;
    }
    return whole;
  }

  @Override
  public void close() {
    for (byte[] piece : pieces) BytePool.give(piece);
    pieces.clear();
    tail = NONE;
    tailSize = 0;
    sizeBefore = 0;
  }
}
