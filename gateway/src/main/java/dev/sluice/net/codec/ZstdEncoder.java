package dev.sluice.net.codec;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** One zstd frame, by a pooled context. Not for several threads. */
final class ZstdEncoder extends OutputStream {
  private static final Pool<ZstdCompressCtx> CONTEXTS =
      new Pool<>(ZstdCompressCtx::new, ZstdCompressCtx::reset, ZstdCompressCtx::close);

  private final Segments out;
  private final ZstdCompressCtx context;
  private boolean closed;

  ZstdEncoder(Segments out, int level) {
    this.out = out;
    this.context = CONTEXTS.take();
    context.setLevel(level);
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    ByteBuffer input = ByteBuffer.wrap(source, offset, length);
    while (input.hasRemaining()) step(input, EndDirective.CONTINUE);
  }

  /** Returns whether everything that was asked for has been written. */
  private boolean step(ByteBuffer input, EndDirective directive) {
    byte[] target = out.tail();
    int from = out.tailSize();
    ByteBuffer sink = ByteBuffer.wrap(target, from, target.length - from);
    boolean done = context.compressByteBufferStream(sink, input, directive);
    out.advance(sink.position() - from);
    return done;
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    ByteBuffer nothing = ByteBuffer.allocate(0);
    boolean done = false;
    while (!done) done = step(nothing, EndDirective.END);
    CONTEXTS.give(context);
  }
}
