package dev.sluice.net.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What the gzip and the zlib decoder share: pooled inflaters, and the loop around one. */
final class Inflation {
  /** Deflate alone, as inside gzip. */
  static final Pool<Inflater> RAW =
      new Pool<>(() -> new Inflater(true), Inflater::reset, Inflater::end);

  /** Deflate with the header and checksum of zlib. */
  static final Pool<Inflater> WRAPPED = new Pool<>(Inflater::new, Inflater::reset, Inflater::end);

  private Inflation() {}

  /** Sees each stretch of output; for the checksum. */
  @FunctionalInterface
  interface Watcher {
    void written(byte[] array, int offset, int length);
  }

  /** Inflates one stream that starts at {@code from}; returns where it ended. */
  static int inflate(
      Inflater inflater, byte[] in, int from, int to, LimitedOutput out, Watcher watcher)
      throws DecodeException {
    inflater.setInput(in, from, to - from);
    try {
      while (!inflater.finished()) {
        byte[] target = out.array();
        int offset = out.offset();
        int count = inflater.inflate(target, offset, out.space());
        if (count > 0) {
          watcher.written(target, offset, count);
          out.advance(count);
        } else if (inflater.needsDictionary()) {
          throw DecodeException.corrupt("the compressed body asks for a dictionary");
        } else if (inflater.needsInput() && !inflater.finished()) {
          throw DecodeException.corrupt("the compressed body is cut off");
        }
      }
    } catch (DataFormatException e) {
      throw DecodeException.corrupt("the compressed body is corrupt: " + e.getMessage());
    }
    return to - inflater.getRemaining();
  }
}
