package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Refusal;
import dev.sluice.net.Leaks;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer of OTLP/gRPC: status, words and details, to a client that is grpc's own. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Leaks.class)
class GrpcMatrixTest {
  private static final byte[] SPANS = Requests.smallest(Signal.TRACES).bytes();
  private static final Refusal FULL = new Refusal("no room for spans", Duration.ofSeconds(7));

  private Doors doors;
  private GrpcCaller caller;

  @BeforeAll
  void open() throws Exception {
    doors = Doors.open("max_recv_msg_size_mib: 1", "");
    caller = new GrpcCaller(doors.grpcPort());
  }

  @AfterAll
  void close() throws Exception {
    caller.close();
    doors.close();
  }

  @BeforeEach
  void forget() {
    doors.intake(Signal.TRACES).forget();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void whatIsAccepted_isAnsweredWithAnEmptyPartialSuccess(String encoding) {
    GrpcCaller.Outcome outcome = caller.with(encoding).call(Signal.TRACES, SPANS);
    assertThat(outcome.status().isOk()).as(outcome.status().toString()).isTrue();
    assertThat(outcome.message()).containsExactly(0x0A, 0x00);
    assertThat(outcome.head().get(GrpcCaller.ENCODING)).isEqualTo(encoding);
    byte[] taken = doors.intake(Signal.TRACES).accepted().get(0).toByteArray();
    assertThat(Oracle.mustParse(Signal.TRACES, taken))
        .isEqualTo(Oracle.mustParse(Signal.TRACES, SPANS));
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  private static Stream<Arguments> withoutItems() {
    return Stream.of(
        Arguments.of("an empty request", new byte[0]),
        Arguments.of("a group without spans", Requests.groupWithoutItems()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withoutItems")
  void aRequestWithoutItems_isASuccess_andGoesNowhere(String name, byte[] request) {
    GrpcCaller.Outcome outcome = caller.call(Signal.TRACES, request);
    assertThat(outcome.status().isOk()).isTrue();
    assertThat(outcome.message()).containsExactly(0x0A, 0x00);
    assertThat(doors.intake(Signal.TRACES).accepted()).isEmpty();
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  private static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("a cut request", Arrays.copyOf(SPANS, SPANS.length - 1), "byte"),
        Arguments.of("no protobuf at all", "hello".getBytes(), "malformed protobuf at byte"),
        Arguments.of("a trace id of 15 bytes", Requests.spanWithTraceId(15), "trace id of 15"),
        Arguments.of("a trace id of 17 bytes", Requests.spanWithTraceId(17), "trace id of 17"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void whatIsMalformed_isAnInvalidArgument_thatSaysWhere(String name, byte[] request, String words)
      throws Exception {
    GrpcCaller.Outcome outcome = caller.call(Signal.TRACES, request);
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(outcome.status().getDescription()).contains(words);
    RpcStatus details = outcome.details();
    assertThat(details.code()).isEqualTo(3);
    assertThat(details.message()).isEqualTo(outcome.status().getDescription());
    assertThat(doors.intake(Signal.TRACES).accepted()).isEmpty();
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void whatIsTooLarge_isResourceExhausted(String encoding) {
    byte[] large = new byte[(1 << 20) + 1];
    GrpcCaller.Outcome outcome = caller.with(encoding).call(Signal.TRACES, large);
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(outcome.status().getDescription()).contains("1048576");
    assertThat(caller.call(Signal.TRACES, SPANS).status().isOk())
        .as("the connection lives on")
        .isTrue();
  }

  @Test
  void corruptCompression_isAnInvalidArgument() {
    GrpcCaller.Outcome outcome = callLying("gzip");
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(outcome.status().getDescription()).contains("gzip: invalid header");
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  private GrpcCaller.Outcome callLying(String encoding) {
    try (GrpcCaller liar = GrpcCaller.lying(doors.grpcPort(), encoding)) {
      return liar.call(Signal.TRACES, SPANS);
    }
  }

  @Test
  void anUnknownCompression_isUnimplemented() {
    GrpcCaller.Outcome outcome = callLying("lz4");
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(outcome.status().getDescription()).contains("lz4");
  }

  @Test
  void withoutRoom_theClientIsToldWhenToComeBack_beforeItsMessageIsRead() throws Exception {
    doors.intake(Signal.TRACES).refuse(FULL);
    GrpcCaller.Outcome outcome = caller.call(Signal.TRACES, SPANS);
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(outcome.status().getDescription()).isEqualTo("no room for spans");
    assertThat(outcome.details()).isEqualTo(new RpcStatus(14, "no room for spans", 7));
    assertThat(caller.call(Signal.LOGS, new byte[0]).status().isOk())
        .as("other signals are not refused")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void withoutRoomForAllOfIt_theClientIsToldWhenToComeBack(String encoding) throws Exception {
    doors.intake(Signal.TRACES).room(100_000, FULL);
    GrpcCaller.Outcome outcome = caller.with(encoding).call(Signal.TRACES, new byte[1_000_000]);
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(outcome.details()).isEqualTo(new RpcStatus(14, "no room for spans", 7));
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
    assertThat(caller.call(Signal.TRACES, SPANS).status().isOk()).isTrue();
  }

  @Test
  void aSignalThatNoPipelineUses_isUnimplemented() throws Exception {
    try (Doors half = new Doors("", "", Set.of(Signal.LOGS));
        GrpcCaller other = new GrpcCaller(half.grpcPort())) {
      assertThat(other.call(Signal.TRACES, SPANS).status().getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      byte[] logs = Requests.smallest(Signal.LOGS).bytes();
      assertThat(other.call(Signal.LOGS, logs).status().isOk()).isTrue();
    }
  }

  @Test
  void anUnknownMethod_isUnimplemented() {
    GrpcCaller.Outcome outcome =
        caller.call("opentelemetry.proto.collector.trace.v1.TraceService/Import", SPANS);
    assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void metadata_isKeptOnlyIfAskedFor() throws Exception {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER), "a");
    try (Doors keeping = Doors.open("include_metadata: true", "");
        GrpcCaller other = new GrpcCaller(keeping.grpcPort())) {
      assertThat(other.with(headers).call(Signal.TRACES, SPANS).status().isOk()).isTrue();
      assertThat(keeping.intake(Signal.TRACES).metadata().values("X-Scope-OrgID"))
          .containsExactly("a");
      assertThat(keeping.intake(Signal.TRACES).metadata().values("host").get(0))
          .startsWith("127.0.0.1:");
    }
    caller.with(headers).call(Signal.TRACES, SPANS);
    assertThat(doors.intake(Signal.TRACES).metadata().headers()).isEmpty();
    assertThat(doors.intake(Signal.TRACES).metadata().peer()).isEqualTo("127.0.0.1");
  }
}
