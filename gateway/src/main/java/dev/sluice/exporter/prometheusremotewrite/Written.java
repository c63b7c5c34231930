package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.net.client.HttpReply;
import org.jspecify.annotations.Nullable;

/**
 * How much of a request the backend says that it has written. Receivers of remote write 2.0 must
 * say so, in a header for each kind; those of 1.0 that decode a newer request by mistake find
 * nothing in it, answer 2xx, and say nothing.
 *
 * @param said whether there was any of the headers; what one of them does not say is 0
 * @see <a
 *     href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#required-written-response-headers">the
 *     specification</a>
 */
record Written(boolean said, long samples, long histograms, long exemplars) {
  private static final int MAX_DIGITS = 18;

  static Written of(HttpReply reply) {
    return of(header(reply, "Samples"), header(reply, "Histograms"), header(reply, "Exemplars"));
  }

  static Written of(
      @Nullable String samples, @Nullable String histograms, @Nullable String exemplars) {
    boolean said = samples != null || histograms != null || exemplars != null;
    return new Written(said, number(samples), number(histograms), number(exemplars));
  }

  private static @Nullable String header(HttpReply reply, String what) {
    return reply.header("X-Prometheus-Remote-Write-" + what + "-Written");
  }

  /** What is no number counts as nothing written. */
  private static long number(@Nullable String text) {
    if (text == null) return 0;
    String digits = text.strip();
    boolean plain = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain && digits.length() <= MAX_DIGITS ? Long.parseLong(digits) : 0;
  }

  /** Samples and histograms of the request that the backend has not written. */
  long missing(Encoded sent) {
    return Math.max(0, sent.samples() - samples) + Math.max(0, sent.histograms() - histograms);
  }

  long missingExemplars(Encoded sent) {
    return Math.max(0, sent.exemplars() - exemplars);
  }

  /** Whether it wrote anything that an item is about. */
  boolean isPartial() {
    return samples > 0 || histograms > 0;
  }

  /**
   * What is missing, as items: a data point is one sample or many, so that this is exact where all
   * or nothing is missing, or each point is one sample.
   */
  int missingItems(Encoded sent, int items) {
    long missing = missing(sent);
    long all = sent.values();
    if (missing == 0 || all == 0) return 0;
    return (int) Math.min(items, (missing * items + all - 1) / all);
  }

  String inWords(Encoded sent) {
    return "the backend says that it wrote %d of %d samples, %d of %d histograms, %d of %d exemplars"
        .formatted(
            samples, sent.samples(), histograms, sent.histograms(), exemplars, sent.exemplars());
  }
}
