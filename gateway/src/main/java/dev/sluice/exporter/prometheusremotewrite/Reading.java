package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.net.client.HttpReply;
import dev.sluice.sending.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What a backend's answer means.
 *
 * @param answer what happens next, if nothing better is known
 * @param complaint what the backend disliked in single samples
 * @param written how much it says that it has; null in remote write 1.0
 */
record Reading(Answer answer, Complaint complaint, @Nullable Written written) {
  /** There was nothing to send, so nothing went wrong. */
  static final Reading NOTHING_SENT = of(Answer.delivered());

  /** What can be left out, so that the rest is taken. */
  enum Complaint {
    NONE,
    /** A sample is older than another of its series, or differs from one of its time. */
    ORDER,
    /** A sample is too old or too new. */
    AGE,
    /** There is a native histogram. */
    NATIVE_HISTOGRAM
  }

  private static final String NOT_READ =
      "%s without X-Prometheus-Remote-Write-Samples-Written: the backend does not read remote write"
          + " 2.0 and has stored nothing, or a proxy takes its headers away; cure:"
          + " protobuf_message: "
          + Protocol.V1.message;

  Reading(Answer answer, Complaint complaint) {
    this(answer, complaint, null);
  }

  static Reading of(Answer answer) {
    return new Reading(answer, Complaint.NONE);
  }

  /**
   * The same of a reply in remote write 2.0. A success in which nothing is said of what was written
   * comes from a receiver of 1.0, to which the request was empty.
   */
  Reading of(HttpReply reply) {
    Written said = Written.of(reply);
    if (isDelivered() && !said.said()) {
      return of(Answer.misconfigured(NOT_READ.formatted("HTTP " + reply.status())));
    }
    return new Reading(answer, complaint, said);
  }

  boolean isRefused() {
    return answer.kind() == Answer.Kind.REFUSED || answer.kind() == Answer.Kind.ITEM_REFUSED;
  }

  boolean isDelivered() {
    return answer.kind() == Answer.Kind.DONE;
  }
}
