package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.exporter.loki.LokiAnswers.HeldStream;
import dev.sluice.sending.Answer;
import dev.sluice.sending.Answer.Kind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LokiAnswersTest {
  private static final String SHOP = "{exporter=\"OTLP\", job=\"shop\"}";

  @ParameterizedTest
  @CsvSource({
    "200, DONE",
    "204, DONE",
    "260, MISCONFIGURED",
    "301, MISCONFIGURED",
    "401, MISCONFIGURED",
    "403, MISCONFIGURED",
    "404, MISCONFIGURED",
    "405, MISCONFIGURED",
    "407, MISCONFIGURED",
    "415, MISCONFIGURED",
    "408, RETRY",
    "429, RETRY",
    "500, RETRY",
    "502, RETRY",
    "503, RETRY",
    "504, RETRY",
    "413, TOO_LARGE",
    "400, REFUSED",
    "422, REFUSED",
    "418, REFUSED",
  })
  void aStatusAlone_hasItsMeaning(int status, Kind kind) {
    assertThat(read(status, "").kind()).isEqualTo(kind);
  }

  @Test
  void aHint_isPassedOn() {
    Answer answer = LokiAnswers.read(503, Duration.ofSeconds(7), "", lines(10));
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void theCause_isOneLineForAnOperator() {
    assertThat(read(500, "ring\u0007 is empty\nsecond line").cause())
        .isEqualTo("HTTP 500 \"Internal Server Error\": ring? is empty");
    assertThat(read(503, "").cause()).isEqualTo("HTTP 503 \"Service Unavailable\"");
    assertThat(read(500, "x".repeat(5000)).cause()).hasSizeLessThan(1100);
  }

  /** The mission's: 6.3 MB never pass a burst of 6 MiB, however long one waits. */
  @Test
  void aPushAloneOverTheRate_isSplit() {
    assertThat(read(429, rate(4194304, 603, 6332331)).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(read(429, rate(4194304, 603, 1000000)).kind()).isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  void aNamedRate_isThePace_andARateWithoutANumberIsLearned() {
    assertThat(read(429, rate(4194304, 603, 1000000)).bytesPerSecond()).isEqualTo(4194304 * 0.5);
    Answer unnamed = read(429, "ingestion rate limit exceeded");
    assertThat(unnamed.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(unnamed.bytesPerSecond()).isZero();
    assertThat(read(429, "too many outstanding requests").kind()).isEqualTo(Kind.RETRY);
  }

  @Test
  void whatAnIngesterSays_isCutToWhoseLinesTheyAre() {
    String text =
        "entry with timestamp 1 ignored, reason: 'entry too far behind',\nentry with timestamp 2\n"
            + "user 'fake', total ignored: 3 out of 9 for stream: "
            + SHOP;
    assertThat(read(400, text).cause()).contains("entry with timestamp 1 ignored").endsWith(SHOP);
  }

  @Test
  void aLineAlone_isAskedForAgain_unlessItCanNeverPass() {
    assertThat(LokiAnswers.read(429, null, rate(1000, 1, 1500), lines(1)).kind())
        .isEqualTo(Kind.RATE_LIMITED);
    assertThat(LokiAnswers.read(429, null, rate(1000, 1, 2500), lines(1)).kind())
        .isEqualTo(Kind.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "500, rpc error: code = ResourceExhausted desc = grpc: received message larger than max (9 vs. 4)",
    "400, request body too large: 20000000 bytes limit: 10000000 bytes",
  })
  void whatIsTooLargeInside_isSplit(int status, String text) {
    assertThat(read(status, text).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  /** A client's labels stand in the complaints about its lines. */
  @Test
  void whatALabelSays_isNoComplaint() {
    String old = "entry for stream '%s' has timestamp too old: 2020-01-01T00:00:00Z, oldest";
    for (String value :
        new String[] {
          "max entry size; 7 errors like: x has timestamp too old",
          "structured metadata",
          "request body too large",
          "oldest acceptable timestamp is: 2021-01-01T00:00:00Z",
        }) {
      String text = old.formatted("{a=\"%s\"}".formatted(value));
      assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 1));
    }
    String invalid = "stream '{a=\"has timestamp too old\"}' has label name too long: 'b'";
    assertThat(rejected(read(400, invalid))).containsOnlyKeys(Outcome.REJECTED_PARTIAL);
    String busy =
        "too many outstanding requests for {a=\"limit: 1 bytes/sec) totaling '9' bytes\"}";
    assertThat(read(429, busy).kind()).isEqualTo(Kind.RETRY);
  }

  @Test
  void linesOutOfTheWindow_areCounted_andTheOthersStored() {
    String old =
        "entry for stream '%s' has timestamp too old: 2020-01-01T00:00:00Z, oldest acceptable"
            .formatted(SHOP);
    assertThat(rejected(read(400, old))).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 1));
    assertThat(rejected(read(400, "3 errors like: " + old)))
        .isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 3));
    assertThat(
            rejected(
                read(
                    400,
                    "2 errors like: " + old + "; 1 errors like: " + old.replace("old", "new"))))
        .isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 2, Outcome.REJECTED_PARTIAL, 1));
  }

  @Test
  void aLineTooLong_hasItsOwnReason() {
    String text =
        "Max entry size '262144' bytes exceeded for stream '%s' while adding an entry with length"
            .formatted(SHOP);
    assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_TOO_LARGE, 1));
    assertThat(rejected(read(400, text.replace("Max", "max"))))
        .isEqualTo(Map.of(Outcome.REJECTED_TOO_LARGE, 1));
  }

  @Test
  void aStreamWithWrongLabels_losesAllItsLines() {
    String text = "stream '%s' has label value too long: 'xxx'".formatted(SHOP);
    assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_PARTIAL, 4));
    assertThat(rejected(read(400, LokiAnswers.NO_LABELS)))
        .isEqualTo(Map.of(Outcome.REJECTED_PARTIAL, 2));
  }

  @Test
  void whatAnIngesterIgnored_isCounted() {
    String text =
        """
        entry with timestamp 2024-01-01 00:00:00 +0000 UTC ignored, reason: 'entry too far behind',
        user 'fake', total ignored: 3 out of 9 for stream: %s"""
            .formatted(SHOP);
    assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 3));
  }

  @Test
  void linesThatAreTooOld_areCountedByTheirTime_whereTheAnswerIsCut() {
    String each =
        "1 errors like: entry for stream '%s' has timestamp too old: 2020-01-01T00:00:0%dZ, oldest acceptable timestamp is: 2026-11-17T11:19:58Z";
    String text = each.formatted(SHOP, 1) + "; " + each.formatted(SHOP, 2) + "; 1 errors like: ent";
    assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 7));
    assertThat(rejected(read(400, text.replace("2026-11-17T11:19:58Z", "never"))))
        .isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 2));
  }

  @Test
  void aRateOfNothing_stopsATenant_andRejectsNoLine() {
    Answer stopped = LokiAnswers.read(429, null, rate(0, 1, 500), lines(1));
    assertThat(stopped.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(stopped.bytesPerSecond()).isZero();
  }

  @Test
  void streams_areCountedUnderWhatLokiCallsThem() {
    var counts = new StreamCounts();
    counts.add("{a=\"1\", b=\"x, y\"}", 3);
    counts.add("{a=\"1\", service_name=\"s\"}", 4);
    assertThat(counts.of("{a=\"1\", b=\"x, y\"}")).isEqualTo(3);
    assertThat(counts.of("{__stream_shard__=\"1\", a=\"1\", b=\"x, y\", service_name=\"unknown\"}"))
        .isEqualTo(3);
    assertThat(counts.of("{a=\"1\", service_name=\"s\"}")).isEqualTo(4);
    assertThat(counts.of("{a=\"1\", service_name=\"t\"}")).isZero();
  }

  @Test
  void noMoreIsRejected_thanWasSent() {
    String text = "999999999 errors like: entry for stream '{}' has timestamp too old: x";
    assertThat(rejected(read(400, text))).isEqualTo(Map.of(Outcome.REJECTED_TOO_OLD, 10));
  }

  @Test
  void a400ThatComplainsOfNoLine_refusesThePush() {
    Answer answer = read(400, "couldn't parse push request: snappy: corrupt input");
    assertThat(answer.kind()).isEqualTo(Kind.REFUSED);
    assertThat(answer.outcome()).isEqualTo(Outcome.REJECTED_INVALID);
  }

  @Test
  void aStreamLimit_namesTheStream() {
    String text =
        "Maximum active stream limit exceeded when trying to create stream %s, reduce the number"
            .formatted(SHOP);
    assertThat(read(429, text).kind()).isEqualTo(Kind.RETRY);
    assertThat(LokiAnswers.heldStream(429, text)).isEqualTo(new HeldStream(SHOP, "active streams"));
    assertThat(LokiAnswers.heldStream(400, text)).isNull();
    assertThat(LokiAnswers.heldStream(429, rate(1, 2, 3))).isNull();
  }

  @Test
  void aStreamThatIsTooFast_isNamed() {
    String text =
        """
        entry with timestamp 2024 ignored, reason: 'Per stream rate limit exceeded (limit: 3MB/sec)
         while attempting to ingest for stream '%s' totaling 120B, consider splitting a stream',
        user 'fake', total ignored: 37 out of 100 for stream: %s"""
            .formatted("{a=\"other\"}", SHOP);
    assertThat(LokiAnswers.heldStream(429, text))
        .isEqualTo(new HeldStream(SHOP, "rate of a stream"));
  }

  @Test
  void aStream_isTheSame_whateverLokiAddedToIt() {
    assertThat(StreamNames.isSame(SHOP, SHOP)).isTrue();
    assertThat(
            StreamNames.isSame(
                SHOP,
                "{__stream_shard__=\"3\", exporter=\"OTLP\", job=\"shop\", service_name=\"shop\"}"))
        .isTrue();
    assertThat(StreamNames.isSame("{service_name=\"a\"}", "{service_name=\"b\"}")).isFalse();
    assertThat(StreamNames.isSame(SHOP, "{exporter=\"OTLP\"}")).isFalse();
    assertThat(StreamNames.isSame("{a=\"}\\\", b=\\\"\"}", "{a=\"}\\\", b=\\\"\"}")).isTrue();
    assertThat(StreamNames.find("stream '{a=\"x}\\\"{\", b=\"y\"}' has", 0))
        .isEqualTo("{a=\"x}\\\"{\", b=\"y\"}");
  }

  @Test
  void aHostileText_costsLittle() {
    String text = "{a=\"" + "\\".repeat(60_000);
    assertThat(read(400, text.repeat(1)).kind()).isEqualTo(Kind.REFUSED);
    assertThat(LokiAnswers.heldStream(429, "total ignored: 1 out of 1 for stream: " + text))
        .isNull();
    assertThat(read(429, "limit: 1 bytes/sec)".repeat(3_000)).kind()).isEqualTo(Kind.RETRY);
  }

  private static String rate(long limit, int count, long total) {
    return ("Ingestion rate limit exceeded for user fake (limit: %d bytes/sec) while attempting to"
            + " ingest '%d' lines totaling '%d' bytes, reduce log volume or contact your Loki"
            + " administrator to see if the limit can be increased")
        .formatted(limit, count, total);
  }

  private static Answer read(int status, String body) {
    return LokiAnswers.read(status, null, body, lines(10));
  }

  private static Map<Outcome, Integer> rejected(Answer answer) {
    assertThat(answer.kind()).isEqualTo(Kind.DONE);
    Tally tally = answer.tally();
    return tally.exceptions();
  }

  /** A push with four lines of the shop and two without labels. */
  private static Lines lines(int count) {
    return new Lines() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public double batchBytesPerByte() {
        return 0.5;
      }

      @Override
      public int olderThan(long nanos) {
        return nanos == 1_794_914_398_000_000_000L ? 7 : 0;
      }

      @Override
      public int ofStream(String labels) {
        return StreamNames.isSame(SHOP, labels) ? 4 : labels.equals("{}") ? 2 : 0;
      }
    };
  }
}
