package dev.sluice.net.codec;

import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/** One snappy block, which needs its input in one piece. */
final class SnappyBlock {
  private SnappyBlock() {}

  static void compress(Body body, Segments out) throws IOException {
    ByteSlice piece = body.onePiece();
    if (piece != null) {
      compress(piece.array(), piece.offset(), piece.length(), out);
      return;
    }
    byte[] gathered = BytePool.take(Math.toIntExact(body.length()));
    try (ArrayOutput target = new ArrayOutput(gathered)) {
      body.writeTo(target);
      compress(gathered, 0, target.size(), out);
    } finally {
      BytePool.give(gathered);
    }
  }

  private static void compress(byte[] in, int offset, int length, Segments out) throws IOException {
    byte[] compressed = BytePool.take(Snappy.maxCompressedLength(length));
    try {
      int size = Snappy.compress(in, offset, length, compressed, 0);
      out.write(compressed, 0, size);
    } finally {
      BytePool.give(compressed);
    }
  }
}
