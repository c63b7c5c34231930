package dev.sluice.net.grpc;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last streams that were reset after an early answer, or refused for their number.
 * What a client has under way for them is no offence (RFC 9113, section 5.4.2) and is dropped at no
 * cost, where Netty makes an exception of each frame, or ends the connection. Of a stream its
 * number is kept and nothing of its call. Belongs to the connection's event loop.
 */
final class CallStreams extends DefaultHttp2Connection {
  /** As many as most connections have calls at a time. */
  private static final int LEAST_SLOTS = 128;

  private static final int MOST_SLOTS = 1024;

  /** Stands for all of them; nobody changes a stream that has ended. */
  private static final Http2Stream ENDED = ended();

  private final int slots;
  private int @Nullable [] hushed;

  /**
   * @param streams that the client may have open at a time
   */
  CallStreams(int streams) {
    super(true);
    int atLeast = Math.max(LEAST_SLOTS, Math.min(streams, MOST_SLOTS));
    slots = Integer.highestOneBit(2 * atLeast - 1);
  }

  private static Http2Stream ended() {
    Http2Connection other = new DefaultHttp2Connection(true);
    try {
      return other.remote().createStream(1, true).resetSent().close();
    } catch (Http2Exception e) {
      throw new IllegalStateException("the first stream of a connection can be made", e);
    }
  }

  /** The stream has been reset. */
  void hushed(int id) {
    if (hushed == null) hushed = new int[slots];
    hushed[slot(id)] = id;
  }

  @Override
  public @Nullable Http2Stream stream(int id) {
    Http2Stream open = super.stream(id);
    return open == null && isHushed(id) ? ENDED : open;
  }

  /** Also one that was refused, and so never was. */
  @Override
  public boolean streamMayHaveExisted(int id) {
    return super.streamMayHaveExisted(id) || isHushed(id);
  }

  private boolean isHushed(int id) {
    return hushed != null && id > 0 && hushed[slot(id)] == id;
  }

  /** A client's streams have odd numbers. */
  private int slot(int id) {
    return (id >>> 1) & (slots - 1);
  }
}
