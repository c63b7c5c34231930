package dev.sluice.receiver.otlp;

import dev.sluice.net.http.HttpAnswer;
import dev.sluice.otlp.Replies;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Verdicts as HTTP answers in the encoding of the request (OTLP specification, section "OTLP/HTTP
 * Response"). The numbers in the bodies are gRPC's codes.
 */
final class HttpReplies {
  static final HttpReplies PROTOBUF = new HttpReplies(false, "application/x-protobuf");
  static final HttpReplies JSON = new HttpReplies(true, "application/json");

  private static final int INVALID_ARGUMENT = 3;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNAVAILABLE = 14;
  private static final int UNAUTHENTICATED = 16;

  private final boolean isJson;
  private final String contentType;
  private final HttpAnswer accepted;

  private HttpReplies(boolean isJson, String contentType) {
    this.isJson = isJson;
    this.contentType = contentType;
    this.accepted = new HttpAnswer(200, contentType, Replies.success(isJson));
  }

  boolean isJson() {
    return isJson;
  }

  HttpAnswer answer(Signal signal, Verdict verdict) {
    return switch (verdict.kind()) {
      case ACCEPTED -> accepted;
      case IN_PART ->
          new HttpAnswer(
              200,
              contentType,
              Replies.partialSuccess(signal, isJson, verdict.lost(), verdict.message()));
      case MALFORMED -> status(400, INVALID_ARGUMENT, verdict.message());
      case TOO_LARGE -> status(413, RESOURCE_EXHAUSTED, verdict.message());
      case NO_ROOM ->
          verdict.retryAfter() == null
              ? status(503, UNAVAILABLE, verdict.message())
              : comeBack(503, UNAVAILABLE, verdict.message(), verdict.retryAfter());
      case UNCONFIRMED ->
          comeBack(
              504,
              DEADLINE_EXCEEDED,
              verdict.message(),
              Objects.requireNonNull(verdict.retryAfter()));
    };
  }

  HttpAnswer tooSlow(String message) {
    return status(408, DEADLINE_EXCEEDED, message);
  }

  private HttpAnswer status(int status, int code, String message) {
    return new HttpAnswer(status, contentType, Replies.status(isJson, code, message, null));
  }

  HttpAnswer unauthenticated(String message, String challenge) {
    return new HttpAnswer(
        401,
        contentType,
        Replies.status(isJson, UNAUTHENTICATED, message, null),
        Map.of("WWW-Authenticate", challenge));
  }

  /** The authenticator does not know yet. */
  HttpAnswer unsure(String message) {
    return comeBack(503, UNAVAILABLE, message, Duration.ofSeconds(1));
  }

  private HttpAnswer comeBack(int status, int code, String message, Duration delay) {
    return new HttpAnswer(
        status,
        contentType,
        Replies.status(isJson, code, message, delay),
        Map.of("Retry-After", String.valueOf(Math.max(1, delay.toSeconds()))));
  }
}
