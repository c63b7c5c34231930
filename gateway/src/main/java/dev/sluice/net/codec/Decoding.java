package dev.sluice.net.codec;

/** Undoes one layer of content coding. Any thread; takes CPU time in proportion to the output. */
public final class Decoding {
  private static final Decoder GZIP = new GzipDecoder();
  private static final Decoder ZLIB = new ZlibDecoder();
  private static final Decoder ZSTD = new ZstdDecoder();
  private static final Decoder SNAPPY = new SnappyDecoder();
  private static final Decoder SNAPPY_FRAMED = new SnappyFramedDecoder();

  private Decoding() {}

  /**
   * The output of {@code in[from..to)}, which the caller must close. Refused are: more than {@code
   * maxBytes} of it; more than 4 MiB that are also more than 500 times the input; a zstd window
   * beyond 8 MiB; anything for which {@code room} has no room (it is asked for the total of input
   * and output, ahead of the memory); and bytes that are not what {@code encoding} says.
   */
  public static Segments decode(
      Encoding encoding, byte[] in, int from, int to, long maxBytes, Room room)
      throws DecodeException {
    LimitedOutput out = new LimitedOutput(to - from, maxBytes, room);
    boolean whole = false;
    try {
      decoder(encoding).decode(in, from, to, out);
      whole = true;
      return out.finish();
    } finally {
      if (!whole) out.discard();
    }
  }

  private static Decoder decoder(Encoding encoding) {
    return switch (encoding) {
      case IDENTITY -> (in, from, to, out) -> out.write(in, from, to - from);
      case GZIP -> GZIP;
      case ZLIB, DEFLATE -> ZLIB;
      case ZSTD -> ZSTD;
      case SNAPPY -> SNAPPY;
      case SNAPPY_FRAMED -> SNAPPY_FRAMED;
    };
  }
}
