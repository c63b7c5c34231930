package dev.sluice.net.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.sluice.net.codec.DecodeException.Reason;
import java.nio.ByteBuffer;

/** RFC 8878: one frame or several. The sizes that frames claim are never believed. */
final class ZstdDecoder implements Decoder {
  /** 8 MiB, what the RFC asks of every decoder; the native default would be 128 MiB. */
  private static final int MAX_WINDOW_LOG = 23;

  private static final Pool<ZstdDecompressCtx> CONTEXTS =
      new Pool<>(
          () -> new ZstdDecompressCtx().setLongMax(MAX_WINDOW_LOG),
          // A reset forgets the limit too.
          context -> {
            context.reset();
            context.setLongMax(MAX_WINDOW_LOG);
          },
          ZstdDecompressCtx::close);

  @Override
  public void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException {
    ByteBuffer source = ByteBuffer.wrap(in, from, to - from);
    ZstdDecompressCtx context = CONTEXTS.take();
    try {
      boolean frameEnded = false;
      while (source.hasRemaining() || !frameEnded) {
        byte[] target = out.array();
        ByteBuffer sink = ByteBuffer.wrap(target, out.offset(), out.space());
        int before = sink.position();
        frameEnded = context.decompressByteBufferStream(sink, source);
        boolean starved = sink.hasRemaining() && !source.hasRemaining();
        out.advance(sink.position() - before);
        if (starved && !frameEnded) throw DecodeException.corrupt("zstd: the body is cut off");
      }
    } catch (ZstdException e) {
      if (-e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
        throw new DecodeException(Reason.TOO_LARGE, "zstd: the window is larger than 8 MiB");
      }
      throw DecodeException.corrupt("zstd: " + e.getMessage());
    } finally {
      CONTEXTS.give(context);
    }
  }
}
