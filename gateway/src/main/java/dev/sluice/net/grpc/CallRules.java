package dev.sluice.net.grpc;

import dev.sluice.net.codec.Encoding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are calls of ours. gRPC over HTTP/2, "Requests": what is no gRPC is answered with
 * a status of HTTP's, so that nobody takes it for a success. Any thread.
 */
final class CallRules {
  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");
  private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");
  private static final AsciiString ACCEPTED = AsciiString.cached("grpc-accept-encoding");

  private final Map<AsciiString, UnaryHandler> handlers = new HashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param methods handlers by {@code package.Service/Method}
   */
  CallRules(Map<String, UnaryHandler> methods, LongSupplier nanoTime) {
    methods.forEach((name, handler) -> handlers.put(new AsciiString("/" + name), handler));
    this.nanoTime = nanoTime;
  }

  CallHead read(Http2Headers headers) throws NotACall {
    if (!POST.contentEquals(text(headers.method()))) {
      throw new NotACall(AnswerHeaders.http("405", "a call is a POST"));
    }
    if (!isGrpc(text(headers.get(HttpHeaderNames.CONTENT_TYPE)))) {
      throw new NotACall(
          AnswerHeaders.http("415", "the content-type must be application/grpc (protobuf)"));
    }
    CharSequence path = text(headers.path());
    UnaryHandler handler = handlers.get(AsciiString.of(path));
    if (handler == null) {
      String name = path.toString().substring(Math.min(1, path.length()));
      throw refused(GrpcAnswer.UNIMPLEMENTED, "there is no method " + name);
    }
    CharSequence name = headers.get(AnswerHeaders.ENCODING);
    Encoding encoding = CallEncodings.named(name);
    if (encoding == null) {
      throw new NotACall(
          AnswerHeaders.trailersOnly(
                  GrpcAnswer.error(GrpcAnswer.UNIMPLEMENTED, "cannot decompress " + name))
              .add(ACCEPTED, CallEncodings.ALL));
    }
    return new CallHead(
        handler,
        encoding,
        CallEncodings.ofAnswer(encoding, headers.get(ACCEPTED)),
        nanoTime.getAsLong() + timeout(headers.get(TIMEOUT)));
  }

  private static long timeout(@Nullable CharSequence text) throws NotACall {
    long longest = GrpcHead.FOR_EVER.toNanos();
    if (text == null) return longest;
    long nanos = GrpcTimeout.nanos(text);
    if (nanos < 0) throw refused(GrpcAnswer.INTERNAL, "malformed grpc-timeout");
    return Math.min(nanos, longest);
  }

  private static NotACall refused(int code, String text) {
    return new NotACall(AnswerHeaders.trailersOnly(GrpcAnswer.error(code, text)));
  }

  private static CharSequence text(@Nullable CharSequence header) {
    return Objects.requireNonNullElse(header, "");
  }

  /** Nothing or {@code +proto} may follow, and parameters. */
  private static boolean isGrpc(CharSequence type) {
    int end = AsciiString.indexOf(type, ';', 0);
    int length = end < 0 ? type.length() : end;
    if (!AsciiString.regionMatches(type, true, 0, GRPC, 0, GRPC.length())) return false;
    CharSequence rest = AsciiString.trim(type.subSequence(GRPC.length(), length));
    return rest.length() == 0 || AsciiString.contentEqualsIgnoreCase(rest, "+proto");
  }
}
