package dev.sluice.net.grpc;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last streams that were reset after an early answer. What a client has under way for
 * them is no offence (RFC 9113, section 5.4.2) and is dropped at no cost, where Netty makes an
 * exception of each frame. Belongs to the connection's event loop.
 */
final class CallStreams extends DefaultHttp2Connection {
  /** As many as most connections have calls at a time; a power of two. */
  private static final int SLOTS = 128;

  private @Nullable Http2Stream @Nullable [] hushed;

  CallStreams() {
    super(true);
  }

  /** The stream has been reset. */
  void hushed(Http2Stream stream) {
    if (hushed == null) hushed = new Http2Stream[SLOTS];
    hushed[slot(stream.id())] = stream;
  }

  @Override
  public @Nullable Http2Stream stream(int id) {
    Http2Stream open = super.stream(id);
    if (open != null || hushed == null) return open;
    Http2Stream past = hushed[slot(id)];
    return past != null && past.id() == id ? past : null;
  }

  /** A client's streams have odd numbers. */
  private static int slot(int id) {
    return (id >>> 1) & (SLOTS - 1);
  }
}
