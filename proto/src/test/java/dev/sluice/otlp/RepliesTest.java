package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.wire.ByteSlice;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepliesTest {

  @Test
  void success_isTheBodyThatTheCollectorSends() {
    assertThat(Replies.success(false).toByteArray()).containsExactly(0x0A, 0x00);
    assertThat(Replies.success(true).utf8()).isEqualTo("{\"partialSuccess\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "TRACES, rejectedSpans",
    "METRICS, rejectedDataPoints",
    "LOGS, rejectedLogRecords",
  })
  void partialSuccess_saysHowManyAndWhy(Signal signal, String name)
      throws InvalidProtocolBufferException {
    assertThat(parse(signal, Replies.partialSuccess(signal, false, 3, "too \"old\"")))
        .isEqualTo(response(signal, 3, "too \"old\""));
    assertThat(Replies.partialSuccess(signal, true, 3, "too \"old\"").utf8())
        .isEqualTo(
            "{\"partialSuccess\":{\"%s\":\"3\",\"errorMessage\":\"too \\\"old\\\"\"}}"
                .formatted(name));
    assertThat(Replies.partialSuccess(signal, true, 0, "")).isEqualTo(Replies.success(true));
    assertThat(Replies.partialSuccess(signal, false, 0, "")).isEqualTo(Replies.success(false));
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void aBackendsPartialSuccess_isRead(Signal signal) {
    ByteSlice protobuf = ByteSlice.of(response(signal, 7, "why").toByteArray());
    var expected = new Replies.PartialSuccess(7, "why");
    assertThat(Replies.readPartialSuccess(signal, false, protobuf)).isEqualTo(expected);
    ByteSlice json = Replies.partialSuccess(signal, true, 7, "why");
    assertThat(Replies.readPartialSuccess(signal, true, json)).isEqualTo(expected);
    ByteSlice warning = ByteSlice.of(response(signal, 0, "careful").toByteArray());
    assertThat(Replies.readPartialSuccess(signal, false, warning))
        .isEqualTo(new Replies.PartialSuccess(0, "careful"));
    ByteSlice negative = ByteSlice.of(response(signal, -5, "odd").toByteArray());
    assertThat(Replies.readPartialSuccess(signal, false, negative))
        .isEqualTo(new Replies.PartialSuccess(0, "odd"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"partialSuccess\":null}",
        "{\"partialSuccess\":{}}",
        "{\"partialSuccess\":{\"rejectedSpans\":\"0\"}}",
        "{\"partialSuccess\":{\"rejectedSpans\":\"many\"}}",
        "{\"partialSuccess\":",
        "<html>OK</html>",
      })
  void aBodyWithoutNews_isPlainSuccess(String body) {
    assertThat(Replies.readPartialSuccess(Signal.TRACES, true, ByteSlice.utf8(body))).isNull();
    assertThat(Replies.readPartialSuccess(Signal.TRACES, false, ByteSlice.utf8(body))).isNull();
  }

  @Test
  void partialSuccessInSnakeCaseAndNumbers_isRead() {
    String body = "{\"partial_success\":{\"rejected_spans\":4,\"error_message\":\"x\",\"new\":[]}}";
    assertThat(Replies.readPartialSuccess(Signal.TRACES, true, ByteSlice.utf8(body)))
        .isEqualTo(new Replies.PartialSuccess(4, "x"));
  }

  @Test
  void aStatus_isGooglesStatus() throws InvalidProtocolBufferException {
    assertThat(Status.parseFrom(Replies.status(false, 3, "bad", null).toByteArray()))
        .isEqualTo(Status.newBuilder().setCode(3).setMessage("bad").build());
    assertThat(Replies.status(true, 3, "bad \"x\"\n", null).utf8())
        .isEqualTo("{\"code\":3,\"message\":\"bad \\\"x\\\"\\n\"}");
    assertThat(Replies.status(true, 14, "later", Duration.ofMillis(1500)).utf8())
        .isEqualTo(
            "{\"code\":14,\"message\":\"later\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.500s\"}]}");
  }

  @Property
  void theDelayOfARefusal_isTheDelayThatIsRead(
      @ForAll @LongRange(min = 0, max = 31_535_999) long seconds,
      @ForAll @IntRange(min = 0, max = 999_999_999) int nanos)
      throws InvalidProtocolBufferException {
    Duration delay = Duration.ofSeconds(seconds, nanos);
    ByteSlice bytes = Replies.status(false, 14, "later", delay);
    Status status = Status.parseFrom(bytes.toByteArray());
    RetryInfo info = status.getDetails(0).unpack(RetryInfo.class);
    assertThat(info.getRetryDelay().getSeconds()).isEqualTo(seconds);
    assertThat(info.getRetryDelay().getNanos()).isEqualTo(nanos);
    assertThat(bytes.toByteArray()).isEqualTo(status.toByteArray());
    assertThat(Replies.readRetryDelay(bytes)).isEqualTo(delay);
  }

  @ParameterizedTest
  @CsvSource({"PT1S, 1s", "PT0.25S, 0.250s", "PT2.000000001S, 2.000000001s", "PT0S, 0s"})
  void aDelayInJson_hasThreeOrNineDigitsOrNone(Duration delay, String text) {
    assertThat(Replies.status(true, 14, "", delay).utf8())
        .contains("\"retryDelay\":\"" + text + "\"");
  }

  @Test
  void otherDetails_areNoDelay() {
    Any other = Any.pack(Status.newBuilder().setMessage("inner").build(), "type.example");
    Any retry = Any.pack(RetryInfo.getDefaultInstance());
    assertThat(Replies.readRetryDelay(ByteSlice.EMPTY)).isNull();
    assertThat(Replies.readRetryDelay(details(other))).isNull();
    assertThat(Replies.readRetryDelay(details(other, retry))).isEqualTo(Duration.ZERO);
  }

  @Test
  void aDelayBeyondAllMeasure_isBounded() {
    assertThat(Replies.readRetryDelay(delay(Long.MAX_VALUE, 5))).isEqualTo(Duration.ofDays(365));
    assertThat(Replies.readRetryDelay(delay(-3, 0))).isEqualTo(Duration.ZERO);
    assertThat(Replies.readRetryDelay(delay(0, -3))).isEqualTo(Duration.ZERO);
    assertThat(Replies.readRetryDelay(delay(0, Integer.MAX_VALUE)))
        .isEqualTo(Duration.ofNanos(999_999_999));
  }

  private static ByteSlice delay(long seconds, int nanos) {
    RetryInfo.Builder info = RetryInfo.newBuilder();
    info.getRetryDelayBuilder().setSeconds(seconds).setNanos(nanos);
    return details(Any.pack(info.build()));
  }

  private static ByteSlice details(Any... details) {
    Status.Builder status = Status.newBuilder().setCode(8);
    for (Any detail : details) status.addDetails(detail);
    return ByteSlice.of(status.build().toByteArray());
  }

  @Test
  void theMessageOfAnError_isRead_whatStandsAroundIt() {
    ByteSlice json =
        ByteSlice.utf8("{\"details\":[{\"@type\":\"x\",\"a\":1}],\"message\":\"no\",\"code\":3}");
    assertThat(Replies.readStatusMessage(true, json)).isEqualTo("no");
    byte[] status = Status.newBuilder().setCode(3).setMessage("no").build().toByteArray();
    assertThat(Replies.readStatusMessage(false, ByteSlice.of(status))).isEqualTo("no");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"error\":\"x\"}", "{\"message\":5}", "502 Bad Gateway", "{"})
  void aBodyThatIsNoStatus_hasNoMessage(String body) {
    assertThat(Replies.readStatusMessage(true, ByteSlice.utf8(body))).isNull();
    assertThat(Replies.readStatusMessage(false, ByteSlice.utf8(body))).isNull();
  }

  @Test
  void aStatusThatIsCutOff_isReadAsFarAsItGoes() {
    byte[] status =
        Status.newBuilder()
            .setCode(3)
            .setMessage("no")
            .addDetails(Any.pack(RetryInfo.getDefaultInstance()))
            .build()
            .toByteArray();
    assertThat(Replies.readStatusMessage(false, ByteSlice.of(status, 0, status.length - 1)))
        .isEqualTo("no");
  }

  @Test
  void aBackendsWords_areShortAndOnOneLine() {
    String words = "a\nb\u001b[31m\u2028\uD83D\uDE00" + "x".repeat(5000);
    byte[] status = Status.newBuilder().setMessage(words).build().toByteArray();
    String message = Replies.readStatusMessage(false, ByteSlice.of(status));
    assertThat(message).startsWith("a?b?[31m?\uD83D\uDE00xxx").endsWith("x...").hasSize(1027);
  }

  @Property
  void anyBytes_areReadWithoutFault(@ForAll byte[] body, @ForAll Signal signal) {
    ByteSlice slice = ByteSlice.of(body);
    for (boolean json : new boolean[] {true, false}) {
      Replies.readPartialSuccess(signal, json, slice);
      Replies.readStatusMessage(json, slice);
    }
    Replies.readRetryDelay(slice);
  }

  private static Message parse(Signal signal, ByteSlice body)
      throws InvalidProtocolBufferException {
    byte[] bytes = body.toByteArray();
    return switch (signal) {
      case TRACES -> ExportTraceServiceResponse.parseFrom(bytes);
      case METRICS -> ExportMetricsServiceResponse.parseFrom(bytes);
      case LOGS -> ExportLogsServiceResponse.parseFrom(bytes);
    };
  }

  private static Message response(Signal signal, long rejected, String message) {
    return switch (signal) {
      case TRACES ->
          ExportTraceServiceResponse.newBuilder()
              .setPartialSuccess(
                  ExportTracePartialSuccess.newBuilder()
                      .setRejectedSpans(rejected)
                      .setErrorMessage(message))
              .build();
      case METRICS ->
          ExportMetricsServiceResponse.newBuilder()
              .setPartialSuccess(
                  ExportMetricsPartialSuccess.newBuilder()
                      .setRejectedDataPoints(rejected)
                      .setErrorMessage(message))
              .build();
      case LOGS ->
          ExportLogsServiceResponse.newBuilder()
              .setPartialSuccess(
                  ExportLogsPartialSuccess.newBuilder()
                      .setRejectedLogRecords(rejected)
                      .setErrorMessage(message))
              .build();
    };
  }
}
