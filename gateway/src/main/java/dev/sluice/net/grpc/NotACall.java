package dev.sluice.net.grpc;

import io.netty.handler.codec.http2.Http2Headers;

/** A request that no handler is asked about. Without a stack trace: it is an answer. */
final class NotACall extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Http2Headers answer;

  NotACall(Http2Headers answer) {
    super("not a call", null, false, false);
    this.answer = answer;
  }

  /** All of the answer. */
  Http2Headers answer() {
    return answer;
  }
}
