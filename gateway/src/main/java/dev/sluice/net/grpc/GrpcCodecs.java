package dev.sluice.net.grpc;

import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Our compression, bounded, in place of grpc's. Snappy is the framed format, as the collector's.
 */
final class GrpcCodecs {
  private GrpcCodecs() {}

  /** What may come in; more than {@code maxBytes} after decompression is refused. */
  static DecompressorRegistry decompressors(int maxBytes) {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, true)
        .with(decompressor("gzip", Encoding.GZIP, maxBytes), true)
        .with(decompressor("zstd", Encoding.ZSTD, maxBytes), true)
        .with(decompressor("snappy", Encoding.SNAPPY_FRAMED, maxBytes), true);
  }

  private static Decompressor decompressor(String name, Encoding encoding, int maxBytes) {
    return new Decompressor() {
      @Override
      public String getMessageEncoding() {
        return name;
      }

      @Override
      public InputStream decompress(InputStream compressed) {
        return new DecodedLazily(encoding, compressed, maxBytes);
      }
    };
  }

  /** The name under which {@link #compressors} knows it. */
  static String name(Compression compression) {
    return CallEncodings.name(compression.encoding());
  }

  static CompressorRegistry compressors(Compression compression) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(Codec.Identity.NONE);
    if (!compression.isNone()) registry.register(compressor(compression));
    return registry;
  }

  private static Compressor compressor(Compression compression) {
    return new Compressor() {
      @Override
      public String getMessageEncoding() {
        return name(compression);
      }

      @Override
      public OutputStream compress(OutputStream target) {
        return new CompressedAtTheEnd(compression, target);
      }
    };
  }

  /** Compresses into pooled pieces and hands them on when the message ends. */
  private static final class CompressedAtTheEnd extends FilterOutputStream {
    private final OutputStream target;
    private final Segments compressed;
    private boolean closed;

    CompressedAtTheEnd(Compression compression, OutputStream target) {
      this(compression, target, new Segments());
    }

    private CompressedAtTheEnd(Compression compression, OutputStream target, Segments compressed) {
      super(compression.encoder(compressed));
      this.target = target;
      this.compressed = compressed;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed) return;
      closed = true;
      try {
        out.close();
        compressed.writeTo(target);
      } finally {
        compressed.close();
        target.close();
      }
    }
  }
}
