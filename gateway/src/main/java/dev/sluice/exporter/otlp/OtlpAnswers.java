package dev.sluice.exporter.otlp;

import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.net.grpc.GrpcAnswer;
import dev.sluice.net.grpc.GrpcReply;
import dev.sluice.otlp.Replies;
import dev.sluice.sending.Answer;
import java.util.Locale;

/**
 * What an OTLP/gRPC server's status means (OTLP specification, section "Failures"), with these
 * readings of ours: RESOURCE_EXHAUSTED is asked again also without RetryInfo, unless its words say
 * that the message is too large; statuses that say that the credentials or the service are wrong
 * keep the data.
 */
final class OtlpAnswers {
  private OtlpAnswers() {}

  static Answer read(GrpcReply reply, Batch batch) {
    if (reply.code() == GrpcAnswer.OK) return success(reply, batch);
    String cause = cause(reply);
    return switch (reply.code()) {
      case GrpcAnswer.RESOURCE_EXHAUSTED ->
          saysTooLarge(cause)
              ? Answer.tooLarge(cause)
              : Answer.retry(cause, Replies.readRetryDelay(reply.details()));
      case GrpcAnswer.CANCELLED,
          GrpcAnswer.DEADLINE_EXCEEDED,
          GrpcAnswer.ABORTED,
          GrpcAnswer.OUT_OF_RANGE,
          GrpcAnswer.UNAVAILABLE,
          GrpcAnswer.DATA_LOSS ->
          Answer.retry(cause, Replies.readRetryDelay(reply.details()));
      case GrpcAnswer.UNAUTHENTICATED, GrpcAnswer.PERMISSION_DENIED, GrpcAnswer.UNIMPLEMENTED ->
          Answer.misconfigured(cause);
      case GrpcAnswer.INVALID_ARGUMENT -> Answer.refused(Outcome.REJECTED_INVALID, cause);
      default -> Answer.refused(Outcome.REJECTED_OTHER, cause);
    };
  }

  private static Answer success(GrpcReply reply, Batch batch) {
    Replies.PartialSuccess partial =
        Replies.readPartialSuccess(batch.signal(), false, reply.message());
    if (partial == null) return Answer.delivered();
    int rejected = (int) Math.min(partial.rejected(), batch.items());
    return Answer.done(
        Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, rejected),
        "the backend says: " + partial.message());
  }

  private static boolean saysTooLarge(String cause) {
    String text = cause.toLowerCase(Locale.ROOT);
    return text.contains("message larger than max") || text.contains("exceeds maximum size");
  }

  private static String cause(GrpcReply reply) {
    String text = reply.text().strip();
    return "gRPC status %d%s".formatted(reply.code(), text.isEmpty() ? "" : ", " + text);
  }
}
