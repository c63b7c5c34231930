package dev.sluice.receiver.otlp;

import dev.sluice.component.Admission;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.net.auth.Pass;
import dev.sluice.net.http.HttpAnswer;
import dev.sluice.net.http.HttpHandler;
import dev.sluice.net.http.HttpHead;
import dev.sluice.net.http.Reception;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ByteSlice;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All signals over HTTP: paths, methods and content types; the bodies are {@link HttpUpload}'s. */
final class OtlpHttp implements HttpHandler {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** What a request holds before any of its body has come. */
  private static final long FIRST_BYTES = 64 * 1024;

  private static final HttpAnswer NOT_FOUND =
      new HttpAnswer(
          404,
          "text/plain; charset=utf-8",
          ByteSlice.utf8("404 page not found\n"),
          Map.of("X-Content-Type-Options", "nosniff"));
  private static final HttpAnswer WRONG_METHOD =
      new HttpAnswer(
          405,
          "text/plain",
          ByteSlice.utf8("405 method not allowed, supported: [POST]"),
          Map.of("Allow", "POST"));
  private static final HttpAnswer WRONG_TYPE =
      HttpAnswer.text(
          415,
          "text/plain",
          "415 unsupported media type, supported: [application/json, application/x-protobuf]");

  private final Map<String, Taker> takers = new HashMap<>();
  private final long maxBytes;
  private final boolean includeMetadata;
  private final Gate gate;

  OtlpHttp(OtlpReceiverConfig.Http config, Map<Signal, Taker> bySignal, Gate gate) {
    this.gate = gate;
    bySignal.forEach((signal, taker) -> takers.put(config.paths().get(signal), taker));
    this.maxBytes = config.server().maxRequestBodySize();
    this.includeMetadata = config.server().includeMetadata();
  }

  @Override
  public Reception onHead(HttpHead head) {
    Pass refusal = gate.refusal(name -> header(head, name), head.peer());
    return refusal == null ? welcome(head) : Reception.answer(unwelcome(head, refusal));
  }

  /** A parameter that counts as a header wins over one of that name. */
  private @Nullable String header(HttpHead head, String name) {
    for (String parameter : gate.parameters()) {
      if (!parameter.equalsIgnoreCase(name)) continue;
      String value = head.parameter(parameter);
      if (value != null) return value;
    }
    return head.header(name);
  }

  private HttpAnswer unwelcome(HttpHead head, Pass refusal) {
    boolean isJson = mediaType(head.contentType()).equals(JSON);
    HttpReplies replies = isJson ? HttpReplies.JSON : HttpReplies.PROTOBUF;
    return refusal.kind() == Pass.Kind.LATER
        ? replies.unsure(refusal.why())
        : replies.unauthenticated(refusal.why(), gate.challenge());
  }

  private Reception welcome(HttpHead head) {
    Taker taker = takers.get(head.path());
    if (taker == null) return Reception.answer(NOT_FOUND);
    if (!head.method().equals("POST")) return Reception.answer(WRONG_METHOD);
    String type = mediaType(head.contentType());
    if (!type.equals(PROTOBUF) && !type.equals(JSON)) return Reception.answer(WRONG_TYPE);
    HttpReplies replies = type.equals(JSON) ? HttpReplies.JSON : HttpReplies.PROTOBUF;
    if (head.contentLength() > maxBytes) {
      return Reception.answer(
          replies.answer(
              taker.signal(),
              Verdict.tooLarge(
                  "the body has %d bytes, %d are taken"
                      .formatted(head.contentLength(), maxBytes))));
    }
    Metadata metadata = metadata(head);
    long announced = Math.max(0, head.contentLength());
    Admission admission = taker.admit(Math.min(FIRST_BYTES, announced), announced);
    Refusal refusal = admission.refusal();
    if (refusal != null) {
      return Reception.answer(replies.answer(taker.signal(), Verdict.refused(refusal)));
    }
    return new HttpUpload(taker, admission, metadata, replies, maxBytes);
  }

  private Metadata metadata(HttpHead head) {
    return new Metadata(includeMetadata ? head.headers() : Map.of(), head.peer());
  }

  /** The type without its parameters, in lower case. */
  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) return "";
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
