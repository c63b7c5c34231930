package dev.sluice.net.http;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's head must keep to, beyond what the decoder checks. Whoever breaks a rule is
 * answered and disconnected: what follows on that connection may not be what it seems.
 */
final class RequestRules {
  private static final int LONGEST_LENGTH = 18;

  private static final HttpAnswer MALFORMED = HttpAnswer.plain(400, "400 bad request");
  private static final HttpAnswer NO_HOST =
      HttpAnswer.plain(400, "400 bad request: exactly one Host header is needed");
  private static final HttpAnswer BAD_LENGTH =
      HttpAnswer.plain(400, "400 bad request: invalid Content-Length");
  private static final HttpAnswer BAD_CODING =
      HttpAnswer.plain(400, "400 bad request: the only Transfer-Encoding is chunked");
  private static final HttpAnswer BAD_EXPECTATION =
      HttpAnswer.plain(417, "417 expectation failed, supported: 100-continue");
  private static final HttpAnswer TOO_LARGE =
      HttpAnswer.plain(431, "431 request header fields too large");
  private static final HttpAnswer BAD_VERSION =
      HttpAnswer.plain(505, "505 HTTP version not supported");

  private final int maxHeaders;

  RequestRules(HttpLimits limits) {
    this.maxHeaders = limits.headerCount();
  }

  /** The answer to a head that breaks a rule; null if it keeps to all of them. */
  @Nullable HttpAnswer check(HttpRequest request) {
    if (request.decoderResult().isFailure()) return malformed(request.decoderResult().cause());
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return BAD_VERSION;
    }
    HttpHeaders headers = request.headers();
    if (headers.size() > maxHeaders) return TOO_LARGE;
    if (!isTarget(request.uri())) return MALFORMED;
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    boolean needsHost = version.equals(HttpVersion.HTTP_1_1);
    if (hosts.size() > 1 || (needsHost && hosts.isEmpty())) return NO_HOST;
    // A header that begins with a blank is the end of the one before it: the Host, for instance.
    if (!hosts.isEmpty() && hosts.get(0).indexOf(' ') >= 0) return NO_HOST;
    return checkBody(headers, version);
  }

  private static @Nullable HttpAnswer checkBody(HttpHeaders headers, HttpVersion version) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      boolean chunked =
          codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
      if (!chunked) return BAD_CODING;
      if (version.equals(HttpVersion.HTTP_1_0)) return MALFORMED;
    }
    if (!areLengths(headers.getAll(HttpHeaderNames.CONTENT_LENGTH))) return BAD_LENGTH;
    List<String> expectations = headers.getAll(HttpHeaderNames.EXPECT);
    boolean expectable =
        expectations.isEmpty()
            || (expectations.size() == 1
                && HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectations.get(0)));
    return expectable ? null : BAD_EXPECTATION;
  }

  private static boolean isTarget(String target) {
    return target.startsWith("/")
        || target.startsWith("http://")
        || target.startsWith("https://")
        || target.equals("*");
  }

  private static boolean areLengths(List<String> lengths) {
    if (lengths.isEmpty()) return true;
    String length = lengths.get(0);
    return lengths.size() == 1
        && !length.isEmpty()
        && length.length() <= LONGEST_LENGTH
        && length.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static HttpAnswer malformed(Throwable cause) {
    boolean tooLong =
        cause instanceof TooLongFrameException
            || (cause instanceof DecoderException
                && cause.getCause() instanceof TooLongFrameException);
    return tooLong ? TOO_LARGE : MALFORMED;
  }
}
