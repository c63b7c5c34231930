package dev.sluice.exporter.prometheusremotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Outcome;
import dev.sluice.exporter.prometheusremotewrite.Reading.Complaint;
import dev.sluice.sending.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteWriteAnswersTest {
  private static Reading read(int status, String line) {
    return RemoteWriteAnswers.read(status, line, null, 1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 |                                           | DONE          | NONE
          204 |                                           | DONE          | NONE
          299 | out of order sample                       | DONE          | NONE
          301 |                                           | MISCONFIGURED | NONE
          308 |                                           | MISCONFIGURED | NONE
          400 | out of order sample                       | ITEM_REFUSED  | ORDER
          400 | duplicate sample for timestamp            | ITEM_REFUSED  | ORDER
          400 | user=1: err: out of order sample. timestamp=2026 (err-mimir-sample-out-of-order) | ITEM_REFUSED | ORDER
          400 | (err-mimir-sample-duplicate-timestamp)    | ITEM_REFUSED  | ORDER
          409 | store samples: forward request: conflict  | ITEM_REFUSED  | ORDER
          400 | out of bounds                             | ITEM_REFUSED  | AGE
          400 | too old sample                            | ITEM_REFUSED  | AGE
          400 | (err-mimir-too-far-in-future)             | ITEM_REFUSED  | AGE
          500 | native histograms are disabled            | ITEM_REFUSED  | NATIVE_HISTOGRAM
          500 | label name "a" is not unique: invalid sample | ITEM_REFUSED | NONE
          400 | snappy: corrupt input                     | REFUSED       | NONE
          422 | what is this                              | REFUSED       | NONE
          410 |                                           | REFUSED       | NONE
          400 | received message larger than max (5 vs 4) | TOO_LARGE     | NONE
          413 |                                           | TOO_LARGE     | NONE
          401 | no org id                                 | MISCONFIGURED | NONE
          403 |                                           | MISCONFIGURED | NONE
          404 |                                           | MISCONFIGURED | NONE
          405 |                                           | MISCONFIGURED | NONE
          415 |                                           | MISCONFIGURED | NONE
          408 |                                           | RETRY         | NONE
          429 |                                           | RETRY         | NONE
          429 | limit, set to 10 items/s with a maximum allowed burst of 2000 | RETRY | NONE
          429 | limit, set to 10 items/s with a maximum allowed burst of 999  | TOO_LARGE | NONE
          500 |                                           | RETRY         | NONE
          502 |                                           | RETRY         | NONE
          503 | out of order sample                       | RETRY         | NONE
          """)
  void anAnswer_isReadForItsReason(
      int status, String line, Answer.Kind expected, Complaint complaint) {
    Reading reading = read(status, line == null ? "" : line);

    assertThat(reading.answer().kind()).isEqualTo(expected);
    assertThat(reading.complaint()).isEqualTo(complaint);
  }

  @Test
  void aRefusal_hasItsOutcome() {
    assertThat(read(400, "out of order sample").answer().outcome())
        .isEqualTo(Outcome.REJECTED_OUT_OF_ORDER);
    assertThat(read(400, "out of bounds").answer().outcome()).isEqualTo(Outcome.REJECTED_TOO_OLD);
    assertThat(read(400, "no").answer().outcome()).isEqualTo(Outcome.REJECTED_INVALID);
    assertThat(read(410, "no").answer().outcome()).isEqualTo(Outcome.REJECTED_OTHER);
  }

  @Test
  void aHint_isPassedOn() {
    assertThat(RemoteWriteAnswers.read(503, "", Duration.ofSeconds(7), 1).answer().retryAfter())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aReceiverThatIsOff_getsTheCure() {
    String line =
        "remote write receiver needs to be enabled with --enable-feature=remote-write-receiver";
    assertThat(read(404, line).answer().cause())
        .isEqualTo(
            "HTTP 404, "
                + line
                + "; cure: start Prometheus with --web.enable-remote-write-receiver");
    assertThat(read(404, "404 page not found").answer().cause()).contains("/api/v1/write");
    assertThat(read(401, "no org id").answer().cause()).contains("X-Scope-OrgID");
  }
}
