package dev.sluice.net.codec;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A content coding with its level, for what we send. Any thread.
 *
 * @param level as the library counts (zlib -2..9, zstd 1..22); {@link #LIBRARY_LEVEL} for ours
 */
public record Compression(Encoding encoding, int level) {
  /** Stands for the constant below, whatever it is. */
  public static final int LIBRARY_LEVEL = -1;

  /**
   * The first of zlib's thorough ways: six hundredths more bytes than the collector's on spans that
   * are hard to compress, where level 3 has a tenth more, for 0.6 of level 6's time. Levels 1 to 3
   * take half the time of this one.
   */
  static final int DEFLATE_LEVEL = 4;

  static final int ZSTD_LEVEL = 3;

  public static final Compression NONE = new Compression(Encoding.IDENTITY, LIBRARY_LEVEL);
  public static final Compression GZIP = new Compression(Encoding.GZIP, LIBRARY_LEVEL);
  public static final Compression SNAPPY = new Compression(Encoding.SNAPPY, LIBRARY_LEVEL);

  public boolean isNone() {
    return encoding == Encoding.IDENTITY;
  }

  /** Compresses the whole body into pooled pieces, which the caller must close. */
  public Segments compress(Body body) throws IOException {
    Segments out = new Segments();
    boolean whole = false;
    try {
      compress(body, out);
      whole = true;
      return out;
    } finally {
      if (!whole) out.close();
    }
  }

  private void compress(Body body, Segments out) throws IOException {
    switch (encoding) {
      case IDENTITY -> body.writeTo(out);
      case SNAPPY -> SnappyBlock.compress(body, out);
      default -> {
        try (OutputStream encoder = encoder(out)) {
          body.writeTo(encoder);
        }
      }
    }
  }

  /**
   * A stream that compresses what is written to it into {@code out}; closing it ends the coding and
   * leaves {@code out} open. Identity and snappy's single block have none: they are not streams.
   */
  public OutputStream encoder(Segments out) {
    return switch (encoding) {
      case GZIP -> new GzipEncoder(out, deflateLevel());
      case ZLIB, DEFLATE -> DeflateEncoder.zlib(out, deflateLevel());
      case ZSTD -> new ZstdEncoder(out, level == LIBRARY_LEVEL ? ZSTD_LEVEL : level);
      case SNAPPY_FRAMED -> new SnappyFramedEncoder(out);
      case IDENTITY, SNAPPY -> throw new IllegalArgumentException(encoding + " is not a stream");
    };
  }

  private int deflateLevel() {
    return level == LIBRARY_LEVEL ? DEFLATE_LEVEL : level;
  }
}
