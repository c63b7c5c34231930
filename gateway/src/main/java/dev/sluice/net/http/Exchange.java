package dev.sluice.net.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request on a connection, from its head to its answer. Belongs to the event loop. */
final class Exchange {
  final boolean isHead;
  final boolean expectsContinue;
  final long contentLength;

  /** Whether the connection ends with the answer. */
  boolean close;

  /** What the answer carries besides its own headers. */
  final Map<String, String> answerHeaders = new HashMap<>(4);

  /** Null once the reception has had its last call. */
  @Nullable Reception reception;

  @Nullable IncomingBody body;

  /** Of a body that nobody wants. */
  long skippedBytes;

  private Exchange(boolean isHead, boolean expectsContinue, long contentLength, boolean close) {
    this.isHead = isHead;
    this.expectsContinue = expectsContinue;
    this.contentLength = contentLength;
    this.close = close;
  }

  /** A request that keeps to the rules. */
  static Exchange of(HttpRequest request) {
    long length =
        HttpUtil.isTransferEncodingChunked(request)
            ? HttpHead.UNKNOWN_LENGTH
            : HttpUtil.getContentLength(request, 0L);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    Exchange exchange =
        new Exchange(
            request.method().equals(HttpMethod.HEAD),
            HttpUtil.is100ContinueExpected(request),
            length,
            !keepAlive);
    // Such a client expects the end of the connection unless it is told otherwise.
    if (keepAlive && !request.protocolVersion().isKeepAliveDefault()) {
      exchange.answerHeaders.put("Connection", "keep-alive");
    }
    return exchange;
  }

  /** A request that breaks them, or is no request at all: the connection ends. */
  static Exchange broken() {
    return new Exchange(false, false, 0, true);
  }

  /** Ends what the body holds; the reception knows already, or is told by the caller. */
  void closeBody() {
    if (body != null) body.close();
    body = null;
  }
}
