package dev.sluice.net.grpc;

import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Our compression, bounded, in place of grpc's. Snappy is the framed format, as the collector's.
 */
final class GrpcCodecs {
  /** Below this many bytes an answer is sent as it is, whatever the client can decompress. */
  static final int WORTH_COMPRESSING = 1024;

  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  /** What a server may answer in: what it may be asked in. */
  private static final CompressorRegistry ANSWERS = CompressorRegistry.newEmptyInstance();

  static {
    ANSWERS.register(Codec.Identity.NONE);
    for (Encoding encoding : List.of(Encoding.GZIP, Encoding.ZSTD, Encoding.SNAPPY_FRAMED)) {
      ANSWERS.register(compressor(new Compression(encoding, Compression.LIBRARY_LEVEL)));
    }
  }

  private GrpcCodecs() {}

  /** Answers come in the encoding of the question, if the client can read that. */
  static CompressorRegistry answers() {
    return ANSWERS;
  }

  /** To be called before the answer's head is sent. */
  static void answerInKind(ServerCall<?, ?> call, Metadata head) {
    String encoding = head.get(ENCODING);
    if (encoding != null && ANSWERS.lookupCompressor(encoding) != null) {
      call.setCompression(encoding);
    }
  }

  /**
   * What may come in; more than {@code maxBytes} after decompression is refused.
   *
   * @param advertised whether each message that we send lists them; a client that compresses
   *     decides by its own configuration, so that a server need not say so in each answer
   */
  static DecompressorRegistry decompressors(int maxBytes, boolean advertised) {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, advertised)
        .with(decompressor("gzip", Encoding.GZIP, maxBytes), advertised)
        .with(decompressor("zstd", Encoding.ZSTD, maxBytes), advertised)
        .with(decompressor("snappy", Encoding.SNAPPY_FRAMED, maxBytes), advertised);
  }

  private static Decompressor decompressor(String name, Encoding encoding, int maxBytes) {
    return new Decompressor() {
      @Override
      public String getMessageEncoding() {
        return name;
      }

      @Override
      public InputStream decompress(InputStream compressed) {
        return new DecodedLazily(encoding, compressed, maxBytes, CallMeter.room());
      }
    };
  }

  /** The name under which {@link #compressors} knows it. */
  static String name(Compression compression) {
    return compression.encoding() == Encoding.SNAPPY_FRAMED
        ? "snappy"
        : compression.encoding().wireName();
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
