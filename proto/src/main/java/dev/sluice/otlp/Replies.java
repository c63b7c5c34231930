package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answers of OTLP, in protobuf and in JSON: export responses with partial success, and
 * google.rpc.Status for what failed. Pure functions, for any thread.
 *
 * <p>Reading is tolerant, since a backend's answer is for information: what cannot be read is as
 * good as absent, and words are cut to {@value #MAX_WORDS} characters on one line.
 */
public final class Replies {
  static final int MAX_WORDS = 1024;

  private static final ByteSlice PROTOBUF_SUCCESS =
      ByteSlice.of(
          new ProtoWriter()
              .bytes(Otlp.ExportTraceServiceResponse.PARTIAL_SUCCESS, ByteSlice.EMPTY)
              .toByteArray());
  private static final ByteSlice JSON_SUCCESS = ByteSlice.utf8("{\"partialSuccess\":{}}");

  /**
   * What a backend took but for some.
   *
   * @param rejected items, not negative; 0 with a message is a warning
   * @param message the backend's words, possibly none
   */
  public record PartialSuccess(long rejected, String message) {}

  private Replies() {}

  /** Everything was taken; the body that the collector sends, for each signal. */
  public static ByteSlice success(boolean json) {
    return json ? JSON_SUCCESS : PROTOBUF_SUCCESS;
  }

  /** Everything was taken but {@code rejected} items, for the reason that {@code message} gives. */
  public static ByteSlice partialSuccess(
      Signal signal, boolean json, long rejected, String message) {
    ProtoWriter partial = new ProtoWriter();
    if (rejected != 0) partial.varint(Otlp.ExportTracePartialSuccess.REJECTED_SPANS, rejected);
    if (!message.isEmpty()) partial.string(Otlp.ExportTracePartialSuccess.ERROR_MESSAGE, message);
    ProtoWriter response = new ProtoWriter();
    response.bytes(
        Otlp.ExportTraceServiceResponse.PARTIAL_SUCCESS, partial.array(), 0, partial.size());
    return json ? toJson(JsonSchema.response(signal), response.toSlice()) : response.toSlice();
  }

  private static ByteSlice toJson(JsonMessage type, ByteSlice message) {
    ProtoWriter out = new ProtoWriter();
    new JsonRequestWriter(out).message(type, message);
    return out.toSlice();
  }

  /**
   * A google.rpc.Status: the body of an HTTP error, or gRPC's {@code grpc-status-details-bin}.
   *
   * @param code as in gRPC
   * @param retryDelay when to come back, as a RetryInfo; null for none
   */
  public static ByteSlice status(
      boolean json, int code, String message, @Nullable Duration retryDelay) {
    return json ? jsonStatus(code, message, retryDelay) : protobufStatus(code, message, retryDelay);
  }

  private static ByteSlice protobufStatus(int code, String message, @Nullable Duration retryDelay) {
    ProtoWriter out = new ProtoWriter();
    if (code != 0) out.varint(Rpc.Status.CODE, code);
    if (!message.isEmpty()) out.string(Rpc.Status.MESSAGE, message);
    if (retryDelay != null) {
      int detail = out.begin(Rpc.Status.DETAILS);
      out.string(Rpc.Any.TYPE_URL, Rpc.RETRY_INFO);
      int retryInfo = out.begin(Rpc.Any.VALUE);
      int delay = out.begin(Rpc.RetryInfo.RETRY_DELAY);
      if (retryDelay.toSeconds() != 0) {
        out.varint(Rpc.Duration.SECONDS, retryDelay.toSeconds());
      }
      if (retryDelay.toNanosPart() != 0) out.varint(Rpc.Duration.NANOS, retryDelay.toNanosPart());
      out.end(delay);
      out.end(retryInfo);
      out.end(detail);
    }
    return out.toSlice();
  }

  private static ByteSlice jsonStatus(int code, String message, @Nullable Duration retryDelay) {
    ProtoWriter out = new ProtoWriter();
    out.rawAscii("{\"code\":");
    Decimals.appendLong(code, out);
    byte[] words = message.getBytes(StandardCharsets.UTF_8);
    out.rawAscii(",\"message\":");
    JsonText.appendString(words, 0, words.length, false, out);
    if (retryDelay != null) {
      out.rawAscii(",\"details\":[{\"@type\":\"").rawAscii(Rpc.RETRY_INFO);
      out.rawAscii("\",\"retryDelay\":\"").rawAscii(seconds(retryDelay)).rawAscii("\"}]");
    }
    return out.rawByte('}').toSlice();
  }

  /** As protobuf's JSON mapping writes a duration: {@code 1s}, {@code 0.250s}. */
  private static String seconds(Duration delay) {
    int nanos = delay.toNanosPart();
    if (nanos == 0) return delay.toSeconds() + "s";
    return nanos % 1_000_000 == 0
        ? String.format(Locale.ROOT, "%d.%03ds", delay.toSeconds(), nanos / 1_000_000)
        : String.format(Locale.ROOT, "%d.%09ds", delay.toSeconds(), nanos);
  }

  /** What a backend's 2xx or OK says beyond that; null if nothing, or nothing that can be read. */
  public static @Nullable PartialSuccess readPartialSuccess(
      Signal signal, boolean json, ByteSlice body) {
    ReplyFields response = ReplyFields.of(JsonSchema.response(signal), json, body);
    ReplyFields partial = response.message(Otlp.ExportTraceServiceResponse.PARTIAL_SUCCESS);
    long rejected = Math.max(0, partial.varint(Otlp.ExportTracePartialSuccess.REJECTED_SPANS));
    String message = partial.text(Otlp.ExportTracePartialSuccess.ERROR_MESSAGE);
    return rejected == 0 && message.isEmpty() ? null : new PartialSuccess(rejected, message);
  }

  /** The message of a google.rpc.Status in an error's body; null if it holds none. */
  public static @Nullable String readStatusMessage(boolean json, ByteSlice body) {
    String message = ReplyFields.of(JsonSchema.RPC_STATUS, json, body).text(Rpc.Status.MESSAGE);
    return message.isEmpty() ? null : message;
  }

  /**
   * When to come back, from a google.rpc.Status in protobuf ({@code grpc-status-details-bin}, or an
   * error's body); null if it does not say. Not negative, and a year at most.
   */
  public static @Nullable Duration readRetryDelay(ByteSlice status) {
    for (ReplyFields any : ReplyFields.of(status).messages(Rpc.Status.DETAILS)) {
      if (!any.text(Rpc.Any.TYPE_URL).endsWith("/google.rpc.RetryInfo")) continue;
      return any.message(Rpc.Any.VALUE).message(Rpc.RetryInfo.RETRY_DELAY).duration();
    }
    return null;
  }
}
