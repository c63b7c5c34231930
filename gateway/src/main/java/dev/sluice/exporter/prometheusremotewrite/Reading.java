package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.sending.Answer;

/**
 * What a backend's answer means.
 *
 * @param answer what happens next, if nothing better is known
 * @param complaint what the backend disliked in single samples
 */
record Reading(Answer answer, Complaint complaint) {
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

  static Reading of(Answer answer) {
    return new Reading(answer, Complaint.NONE);
  }

  boolean isDelivered() {
    return answer.kind() == Answer.Kind.DONE;
  }
}
