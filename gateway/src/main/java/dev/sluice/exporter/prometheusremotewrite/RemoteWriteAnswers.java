package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Outcome;
import dev.sluice.exporter.prometheusremotewrite.Reading.Complaint;
import dev.sluice.net.client.HttpReply;
import dev.sluice.sending.Answer;
import dev.sluice.sending.RetryAfter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what remote-write backends answer (Prometheus, Mimir and Cortex, Thanos, VictoriaMetrics).
 * Pure.
 *
 * <p>The specification (1.0) says: 5xx is repeated, 429 may be, other 4xx are not. Prometheus takes
 * nothing of a request in which one sample is out of order, of other age than it takes, or a native
 * histogram that it was not told to take; so these complaints are recognised by their words, to
 * save the rest. Some it answers with 500, for ever: those are no reason to repeat.
 */
final class RemoteWriteAnswers {
  private static final int MAX_LINE = 512;

  /** Of Prometheus, Mimir, and Thanos. */
  private static final List<String> ORDER =
      List.of(
          "out of order sample",
          "out-of-order",
          "duplicate sample for timestamp",
          "duplicate-timestamp",
          "samples for the same timestamp",
          "conflict");

  private static final List<String> AGE =
      List.of("out of bounds", "too old", "too-old", "too far in the future", "too-far-in-future");

  private static final List<String> NATIVE =
      List.of("native histograms are disabled", "native histogram ingestion is disabled");

  /** What Prometheus calls a fault of its own, though the sample is at fault. */
  private static final List<String> INVALID = List.of("invalid sample", "is not unique");

  private static final List<String> SIZE =
      List.of("message larger than max", "message size", "body too large", "too big");

  /** Mimir: {@code ..., set to 10000 items/s with a maximum allowed burst of 200000}. */
  private static final Pattern BURST = Pattern.compile("maximum allowed burst of (\\d{1,12})");

  private RemoteWriteAnswers() {}

  /**
   * @param samples how many were in the request
   */
  static Reading read(HttpReply reply, long samples, long nowMillis) {
    String line = firstLine(reply.body().utf8());
    String signer = reply.signer();
    if (line.isEmpty() && !signer.isEmpty()) line = "not authorized";
    return read(
        reply.status(),
        line + signer,
        RetryAfter.parse(reply.header("Retry-After"), nowMillis),
        samples);
  }

  static Reading read(int status, String line, @Nullable Duration retryAfter, long samples) {
    if (status >= 200 && status < 300) return Reading.of(Answer.delivered());
    String cause = line.isEmpty() ? "HTTP " + status : "HTTP %d, %s".formatted(status, line);
    String words = line.toLowerCase(Locale.ROOT);
    return switch (status) {
      case 400, 409, 422 -> refused(status, words, cause);
      case 413 -> Reading.of(Answer.tooLarge(cause));
      case 429 -> throttled(words, cause, retryAfter, samples);
      case 401, 403, 404, 405, 407, 415 ->
          Reading.of(Answer.misconfigured(cause + cure(status, words)));
      case 408 -> Reading.of(Answer.retry(cause, retryAfter));
      default -> other(status, words, cause, retryAfter);
    };
  }

  private static Reading refused(int status, String words, String cause) {
    if (says(words, NATIVE)) return nativeHistogram(cause);
    if (says(words, AGE)) {
      return new Reading(Answer.itemRefused(Outcome.REJECTED_TOO_OLD, cause), Complaint.AGE);
    }
    if (says(words, ORDER) || status == 409) {
      return new Reading(Answer.itemRefused(Outcome.REJECTED_OUT_OF_ORDER, cause), Complaint.ORDER);
    }
    if (says(words, SIZE)) return Reading.of(Answer.tooLarge(cause));
    return Reading.of(Answer.refused(Outcome.REJECTED_INVALID, cause));
  }

  private static Reading nativeHistogram(String cause) {
    return new Reading(
        Answer.itemRefused(Outcome.REJECTED_INVALID, cause), Complaint.NATIVE_HISTOGRAM);
  }

  /** A request beyond the burst alone is throttled for ever: its halves are not. */
  private static Reading throttled(
      String words, String cause, @Nullable Duration retryAfter, long samples) {
    Matcher burst = BURST.matcher(words);
    boolean never = burst.find() && samples > Long.parseLong(burst.group(1));
    return Reading.of(never ? Answer.tooLarge(cause) : Answer.retry(cause, retryAfter));
  }

  private static Reading other(
      int status, String words, String cause, @Nullable Duration retryAfter) {
    if (status >= 500) {
      if (says(words, NATIVE)) return nativeHistogram(cause);
      if (says(words, INVALID)) {
        return Reading.of(Answer.itemRefused(Outcome.REJECTED_INVALID, cause));
      }
      return Reading.of(Answer.retry(cause, retryAfter));
    }
    if (status >= 300 && status < 400) {
      return Reading.of(Answer.misconfigured(cause + "; redirects are not followed"));
    }
    return Reading.of(Answer.refused(Outcome.REJECTED_OTHER, cause));
  }

  private static String cure(int status, String words) {
    if (words.contains("remote write receiver needs to be enabled")) {
      return "; cure: start Prometheus with --web.enable-remote-write-receiver";
    }
    if (status == 404 || status == 405) {
      return "; cure: look at the path in `endpoint` (Prometheus: /api/v1/write, Mimir:"
          + " /api/v1/push)";
    }
    if (status == 401 && words.contains("no org id")) {
      return "; cure: headers: {X-Scope-OrgID: <tenant>}";
    }
    return status == 415
        ? "; the backend does not take this version of remote write; cure: change protobuf_message"
            + " (%s is taken by most, %s by newer ones)"
                .formatted(Protocol.V1.message, Protocol.V2.message)
        : "";
  }

  private static boolean says(String words, List<String> any) {
    for (String one : any) {
      if (words.contains(one)) return true;
    }
    return false;
  }

  /** Without control characters, and of a length that a log line bears. */
  private static String firstLine(String body) {
    String text = body.strip();
    int end = text.indexOf('\n');
    if (end >= 0) text = text.substring(0, end).strip();
    if (text.length() > MAX_LINE) text = text.substring(0, MAX_LINE) + "...";
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
