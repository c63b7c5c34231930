package dev.sluice.exporter.loki;

import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.sending.Answer;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Loki's answer to a push means, read for its reason, where the collector dropped or repeated
 * whole batches. Pure.
 *
 * <table>
 *   <caption>Answers</caption>
 *   <tr><td>2xx<td>stored, but for 260: an operator has blocked ingestion, nothing is stored
 *   <tr><td>400<td>the lines it complains of are rejected, the others stored; what is no complaint
 *       about lines refuses the push
 *   <tr><td>413, 429 of a push that is alone over the limit, a message too large inside Loki<td>halves
 *   <tr><td>429 for a rate<td>again, at the pace that Loki names or that is learned
 *   <tr><td>429 else, 408, 5xx<td>again later
 *   <tr><td>401, 403, 404 and the like, 3xx<td>somebody has to mend the configuration
 * </table>
 */
final class LokiAnswers {
  static final String NO_LABELS = "error at least one label pair is required per stream";

  /** {@link HeldStream#limit} of a stream that is one too many. */
  static final String ACTIVE_STREAMS = "active streams";

  private static final int BLOCKED = 260;
  private static final int MAX_LINE = 1024;

  private static final Pattern RATE =
      Pattern.compile("limit: (\\d{1,15}) bytes/sec\\).{0,80}totaling '(\\d{1,15})' bytes");
  private static final Pattern ANY_RATE =
      Pattern.compile("rate limit(?:ed)?\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TOO_MANY_STREAMS =
      Pattern.compile("(?i)maximum active stream limit exceeded when trying to create stream ");
  private static final Pattern STREAM_TOO_FAST =
      Pattern.compile("total ignored: \\d+ out of \\d+ for stream: ");

  /**
   * A stream that Loki does not take now, though it takes others.
   *
   * @param labels as Loki names it
   * @param limit whose turn it is to be waited for
   */
  record HeldStream(String labels, String limit) {}

  private LokiAnswers() {}

  /** {@code body} is the answer's text, or its beginning. */
  static Answer read(int status, @Nullable Duration retryAfter, String body, Lines lines) {
    return read(status, retryAfter, body, 0, lines);
  }

  /**
   * @param rate what Loki is known to take in a second, should it not say so; 0 is unknown
   */
  static Answer read(
      int status, @Nullable Duration retryAfter, String body, long rate, Lines lines) {
    String cause = cause(status, body);
    if (status >= 200 && status < 300) {
      return status == BLOCKED
          ? Answer.misconfigured(cause + " (ingestion is blocked, nothing was stored)")
          : Answer.delivered();
    }
    // What stands in a label is its client's, who may write what a Loki would.
    String bare = StreamNames.replaceEach(body, stream -> "{}");
    if (saysTooLarge(status, bare)) return Answer.tooLarge(cause);
    return switch (status) {
      case 400, 422 -> rejected(cause, body, lines);
      case 429 -> tooMuch(cause, retryAfter, bare, rate, lines);
      case 408 -> Answer.retry(cause, retryAfter);
      case 401, 403, 404, 405, 407, 415 -> Answer.misconfigured(cause);
      default -> {
        if (status >= 500) yield Answer.retry(cause, retryAfter);
        if (status < 400) yield Answer.misconfigured(cause + " (redirects are not followed)");
        yield Answer.refused(Outcome.REJECTED_OTHER, cause);
      }
    };
  }

  private static boolean saysTooLarge(int status, String body) {
    return status == 413
        || body.contains("request body too large")
        || body.contains("message larger than max");
  }

  private static Answer rejected(String cause, String body, Lines lines) {
    Tally tally = Rejections.read(body, lines);
    return tally == null
        ? Answer.refused(Outcome.REJECTED_INVALID, cause)
        : Answer.done(tally, cause);
  }

  private static Answer tooMuch(
      String cause, @Nullable Duration retryAfter, String body, long known, Lines lines) {
    if (isAloneOverTheLimit(body, lines)) return Answer.tooLarge(cause);
    if (!ANY_RATE.matcher(body).find()) return Answer.retry(cause, retryAfter);
    Matcher rate = RATE.matcher(body);
    double limit = rate.find() ? Long.parseLong(rate.group(1)) : known;
    return Answer.rateLimited(cause, retryAfter, limit * lines.batchBytesPerByte());
  }

  /**
   * Whether the push has more bytes than Loki takes in a second: then it is near or over what Loki
   * takes at once, and waiting may never help. A line alone is given the benefit of the doubt, up
   * to twice the limit.
   */
  private static boolean isAloneOverTheLimit(String body, Lines lines) {
    Matcher rate = RATE.matcher(body);
    if (!rate.find()) return false;
    long limit = Long.parseLong(rate.group(1));
    long total = Long.parseLong(rate.group(2));
    // A rate of nothing is somebody's way to stop a tenant for a while.
    if (limit == 0) return false;
    return lines.count() > 1 ? total > limit : total > 2 * limit;
  }

  /** The stream for whose sake the push was refused, if it is one stream's limit; else null. */
  static @Nullable HeldStream heldStream(int status, String body) {
    if (status != 429) return null;
    HeldStream held = heldStream(TOO_MANY_STREAMS, body, ACTIVE_STREAMS);
    return held != null ? held : heldStream(STREAM_TOO_FAST, body, "rate of a stream");
  }

  private static @Nullable HeldStream heldStream(Pattern complaint, String body, String limit) {
    Matcher found = complaint.matcher(body);
    if (!found.find()) return null;
    String labels = StreamNames.find(body, found.end());
    return labels == null ? null : new HeldStream(labels, limit);
  }

  /** {@code HTTP 429 "Too Many Requests": Ingestion rate limit exceeded ...}. */
  private static String cause(int status, String body) {
    String text = body.strip();
    int end = text.indexOf('\n');
    // An ingester lists entries, and names their stream in its last line.
    int summary = text.lastIndexOf("total ignored: ");
    if (end >= 0) {
      String first = text.substring(0, end).strip();
      text = summary > end ? first + ' ' + text.substring(summary) : first;
    }
    if (text.length() > MAX_LINE) text = text.substring(0, MAX_LINE);
    String head = "HTTP %d \"%s\"".formatted(status, reason(status));
    return text.isEmpty() ? head : head + ": " + text.replaceAll("\\p{Cntrl}", "?");
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 204 -> "No Content";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Request Entity Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Entity";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "";
    };
  }
}
