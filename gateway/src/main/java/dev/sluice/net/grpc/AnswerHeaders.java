package dev.sluice.net.grpc;

import dev.sluice.net.codec.Encoding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The heads and trailers of answers; those of a success are made once. */
final class AnswerHeaders {
  static final AsciiString ENCODING = AsciiString.cached("grpc-encoding");

  private static final AsciiString STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
  private static final AsciiString DETAILS = AsciiString.cached("grpc-status-details-bin");
  private static final AsciiString TYPE = AsciiString.cached("application/grpc");
  private static final AsciiString HTTP_OK = AsciiString.cached("200");
  private static final AsciiString[] CODES = codes();

  static final Http2Headers SUCCESS = ReadOnlyHttp2Headers.trailers(false, STATUS, CODES[0]);

  private static final Map<Encoding, Http2Headers> HEADS = heads();

  private AnswerHeaders() {}

  private static AsciiString[] codes() {
    var codes = new AsciiString[GrpcAnswer.UNAUTHENTICATED + 1];
    for (int code = 0; code < codes.length; code++) {
      codes[code] = AsciiString.cached(Integer.toString(code));
    }
    return codes;
  }

  private static Map<Encoding, Http2Headers> heads() {
    var heads = new EnumMap<Encoding, Http2Headers>(Encoding.class);
    for (Encoding encoding : Encoding.values()) {
      heads.put(
          encoding,
          ReadOnlyHttp2Headers.serverHeaders(
              false,
              HTTP_OK,
              HttpHeaderNames.CONTENT_TYPE,
              TYPE,
              ENCODING,
              new AsciiString(CallEncodings.name(encoding))));
    }
    return heads;
  }

  /** What comes before a message. */
  static Http2Headers before(Encoding encoding) {
    return Objects.requireNonNull(HEADS.get(encoding));
  }

  /** An error, which has no message. gRPC over HTTP/2, "Responses": Trailers-Only. */
  static Http2Headers trailersOnly(GrpcAnswer answer) {
    return error(HTTP_OK, answer).set(HttpHeaderNames.CONTENT_TYPE, TYPE);
  }

  /** For what is no gRPC; a client of gRPC's that errs is told as well. */
  static Http2Headers http(String status, String why) {
    return error(status, GrpcAnswer.error(GrpcAnswer.INTERNAL, why));
  }

  private static Http2Headers error(CharSequence status, GrpcAnswer answer) {
    Http2Headers headers = new DefaultHttp2Headers(false, 8).status(status);
    headers.add(STATUS, CODES[answer.code()]);
    if (!answer.text().isEmpty()) headers.add(MESSAGE, StatusText.message(answer.text()));
    if (!answer.details().isEmpty()) {
      headers.add(DETAILS, StatusText.binary(answer.details().toByteArray()));
    }
    return headers;
  }

  /** Values that no later answer has; they would push others out of the client's table. */
  static boolean isOnce(CharSequence name) {
    return name == MESSAGE || name == DETAILS;
  }
}
