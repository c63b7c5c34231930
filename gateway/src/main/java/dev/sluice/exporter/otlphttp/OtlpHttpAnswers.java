package dev.sluice.exporter.otlphttp;

import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.net.client.HttpReply;
import dev.sluice.otlp.Replies;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Answer;
import dev.sluice.sending.RetryAfter;
import java.util.Locale;

/**
 * What an OTLP/HTTP server's answer means (OTLP specification, sections "OTLP/HTTP Response" and
 * "Failures"), with these readings of ours: 408 is asked again, since nothing was taken; a
 * collector's 400 "request body too large" is 413; statuses that say that the address or the
 * credentials are wrong keep the data.
 */
final class OtlpHttpAnswers {
  private static final int MAX_LINE = 1024;

  private OtlpHttpAnswers() {}

  static Answer read(HttpReply reply, Batch batch, long nowMillis) {
    if (reply.isSuccess()) return success(reply, batch);
    String cause = cause(reply);
    return switch (reply.status()) {
      case 429, 502, 503, 504, 408 ->
          Answer.retry(cause, RetryAfter.parse(reply.header("retry-after"), nowMillis));
      case 413 -> Answer.tooLarge(cause);
      case 400, 422 ->
          saysTooLarge(cause)
              ? Answer.tooLarge(cause)
              : Answer.refused(Outcome.REJECTED_INVALID, cause);
      case 401, 403, 404, 405, 407, 415 -> Answer.misconfigured(cause);
      default ->
          reply.status() >= 300 && reply.status() < 400
              ? Answer.misconfigured(cause + "; redirects are not followed")
              : Answer.refused(Outcome.REJECTED_OTHER, cause);
    };
  }

  /** 2xx wins, whatever its body: sending again would store everything twice. */
  private static Answer success(HttpReply reply, Batch batch) {
    Signal signal = batch.signal();
    Replies.PartialSuccess partial =
        Replies.readPartialSuccess(signal, isJson(reply), reply.body());
    if (partial == null) return Answer.delivered();
    int rejected = (int) Math.max(0, Math.min(partial.rejected(), batch.items()));
    if (rejected == 0) return Answer.delivered();
    return Answer.done(
        Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, rejected),
        "the backend says: " + partial.message());
  }

  private static String cause(HttpReply reply) {
    String message = Replies.readStatusMessage(isJson(reply), reply.body());
    if (message == null || message.isEmpty()) message = firstLine(reply);
    String status = "HTTP " + reply.status();
    return (message.isEmpty() ? status : status + ", " + message) + reply.signer();
  }

  /** The body's first line, without control characters; at most 1024 characters. */
  private static String firstLine(HttpReply reply) {
    String text = reply.body().utf8().strip();
    int end = text.indexOf('\n');
    if (end >= 0) text = text.substring(0, end).strip();
    if (text.length() > MAX_LINE) text = text.substring(0, MAX_LINE);
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isJson(HttpReply reply) {
    String type = reply.header("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static boolean saysTooLarge(String cause) {
    return cause.contains("request body too large") || cause.contains("message larger than max");
  }
}
