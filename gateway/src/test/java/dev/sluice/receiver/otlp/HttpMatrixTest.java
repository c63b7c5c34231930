package dev.sluice.receiver.otlp;

import static dev.sluice.receiver.otlp.Requests.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Refusal;
import dev.sluice.net.Leaks;
import dev.sluice.net.RawClient;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer of OTLP/HTTP: status, content type and body, in both encodings. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Leaks.class)
class HttpMatrixTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final byte[] NOTHING = {};
  private static final byte[] SPANS = Requests.smallest(Signal.TRACES).bytes();
  private static final byte[] SPANS_JSON =
      utf8("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a\"}]}]}]}");
  private static final Refusal FULL = new Refusal("no room for spans", Duration.ofSeconds(7));

  private static final String UNSUPPORTED =
      "415 unsupported media type, supported: [application/json, application/x-protobuf]";

  private Doors doors;

  @BeforeAll
  void open() throws Exception {
    doors = Doors.open("", "max_request_body_size: 100000");
  }

  @AfterAll
  void close() throws Exception {
    doors.close();
  }

  @BeforeEach
  void forget() {
    doors.intake(Signal.TRACES).forget();
  }

  private static Stream<Arguments> accepted() throws IOException {
    return Stream.of(
        row("protobuf", PROTOBUF, SPANS, 1),
        row("protobuf with parameters", PROTOBUF + "; charset=utf-8", SPANS, 1),
        row("protobuf in capitals", "Application/X-Protobuf", SPANS, 1),
        row("json", JSON, SPANS_JSON, 1),
        row("json with parameters", JSON + ";charset=utf-8", SPANS_JSON, 1),
        row("json with junk behind it", JSON, utf8("{} ]junk"), 0),
        row("empty json object", JSON, utf8("{}"), 0),
        row("json null", JSON, utf8("null"), 0),
        row("json without groups", JSON, utf8("{\"resourceSpans\":null}"), 0),
        row("empty protobuf", PROTOBUF, NOTHING, 0),
        row("a group without spans", PROTOBUF, Requests.groupWithoutItems(), 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void whatIsAccepted_isAnsweredInItsOwnEncoding(String name, String type, byte[] body, int pushes)
      throws Exception {
    RawClient.Answer answer = ask(post("/v1/traces", body, "Content-Type: " + type));
    assertThat(answer.status()).isEqualTo(200);
    if (type.contains("json")) {
      assertThat(answer.headers()).containsEntry("content-type", JSON);
      assertThat(answer.text()).isEqualTo("{\"partialSuccess\":{}}");
    } else {
      assertThat(answer.headers()).containsEntry("content-type", PROTOBUF);
      assertThat(answer.body()).containsExactly(0x0A, 0x00);
    }
    assertThat(doors.intake(Signal.TRACES).accepted()).hasSize(pushes);
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  private static Stream<Arguments> malformed() {
    return Stream.of(
        row("a cut request", PROTOBUF, Arrays.copyOf(SPANS, SPANS.length - 1), 400, 3, "byte"),
        row("no protobuf at all", PROTOBUF, utf8("hello"), 400, 3, "malformed protobuf"),
        row(
            "a trace id of 15 bytes",
            PROTOBUF,
            Requests.spanWithTraceId(15),
            400,
            3,
            "trace id of 1"),
        row(
            "a trace id of 17 bytes",
            PROTOBUF,
            Requests.spanWithTraceId(17),
            400,
            3,
            "trace id of 1"),
        row("json as protobuf", PROTOBUF, SPANS_JSON, 400, 3, "malformed protobuf"),
        row("empty json", JSON, NOTHING, 400, 3, ""),
        row("a json list", JSON, utf8("[]"), 400, 3, ""),
        row("broken json", JSON, utf8("{\"resourceSpans\":[}"), 400, 3, ""),
        row("cut json", JSON, utf8("{\"resourceSpans\":["), 400, 3, ""),
        row(
            "an odd trace id in json",
            JSON,
            utf8("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"abc\"}]}]}]}"),
            400,
            3,
            ""),
        row("protobuf as json", JSON, SPANS, 400, 3, ""),
        row("a body over the limit", PROTOBUF, new byte[100_001], 413, 8, "100000"),
        row("json over the limit", JSON, new byte[100_001], 413, 8, "100000"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void whatCannotBeTaken_isRefusedWithAStatus_inTheRequestsEncoding(
      String name, String type, byte[] body, int status, int code, String words) throws Exception {
    RawClient.Answer answer = ask(post("/v1/traces", body, "Content-Type: " + type));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("content-type", type);
    RpcStatus refusal = status(answer, type);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).isNotEmpty().contains(words);
    assertThat(doors.intake(Signal.TRACES).accepted()).isEmpty();
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  private static Stream<Arguments> encodings() throws Exception {
    byte[] bomb = compress(Encoding.GZIP, new byte[5 << 20]);
    byte[] large = compress(Encoding.ZSTD, new byte[100_001]);
    byte[] cut = Arrays.copyOf(compress(Encoding.GZIP, SPANS), 200);
    return Stream.of(
        row(
            "an encoding that we do not have",
            "lz4",
            SPANS,
            400,
            3,
            "unsupported Content-Encoding"),
        row("two layers", "gzip, gzip", SPANS, 400, 3, "unsupported Content-Encoding: gzip, gzip"),
        row("what is not gzip", "gzip", SPANS, 400, 3, "gzip: invalid header"),
        row("a cut gzip", "gzip", cut, 400, 3, "cut off"),
        row("what is not zstd", "zstd", SPANS, 400, 3, "zstd"),
        row("what is not snappy", "snappy", SPANS, 400, 3, "snappy"),
        row("what is not zlib", "deflate", SPANS, 400, 3, "corrupt"),
        row("more than the limit when unpacked", "zstd", large, 413, 8, "100000"),
        row("a bomb", "gzip", bomb, 413, 8, "100000"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("encodings")
  void whatCannotBeUnpacked_isRefusedWithAStatus(
      String name, String encoding, byte[] body, int status, int code, String words)
      throws Exception {
    for (String type : new String[] {PROTOBUF, JSON}) {
      RawClient.Answer answer =
          ask(post("/v1/traces", body, "Content-Type: " + type, "Content-Encoding: " + encoding));
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("content-type", type);
      assertThat(status(answer, type).code()).isEqualTo(code);
      assertThat(status(answer, type).message()).contains(words);
      assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEncoding_isUnpacked(Encoding encoding) throws Exception {
    byte[] body = compress(encoding, SPANS);
    RawClient.Answer answer =
        ask(
            post(
                "/v1/traces",
                body,
                "Content-Type: " + PROTOBUF,
                "Content-Encoding: " + encoding.wireName()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Oracle.parse(Signal.TRACES, taken())).isEqualTo(Oracle.parse(Signal.TRACES, SPANS));
  }

  private static Stream<Arguments> plain() {
    return Stream.of(
        plain("no content type", post("/v1/traces", SPANS), 415, UNSUPPORTED),
        plain("text", post("/v1/traces", SPANS, "Content-Type: text/plain"), 415, UNSUPPORTED),
        plain(
            "a type like ours",
            post("/v1/traces", SPANS, "Content-Type: application/x-protobufs"),
            415,
            UNSUPPORTED),
        plain("GET", get("GET"), 405, "405 method not allowed, supported: [POST]"),
        plain("PUT", get("PUT"), 405, "405 method not allowed, supported: [POST]"),
        plain("OPTIONS", get("OPTIONS"), 405, "405 method not allowed, supported: [POST]"),
        plain("another path", post("/v1/trace", SPANS), 404, "404 page not found\n"),
        plain("the root", post("/", SPANS), 404, "404 page not found\n"),
        plain("a slash more", post("/v1/traces/", SPANS), 404, "404 page not found\n"),
        plain("profiles", post("/v1development/profiles", SPANS), 404, "404 page not found\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plain")
  void whatIsNoOtlp_isAnsweredInPlainText(String name, byte[] request, int status, String text)
      throws Exception {
    RawClient.Answer answer = ask(request);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers().get("content-type")).startsWith("text/plain");
    assertThat(answer.text()).isEqualTo(text);
    if (status == 404)
      assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
  }

  @Test
  void withoutRoom_theClientIsToldWhenToComeBack() throws Exception {
    doors.intake(Signal.TRACES).refuse(FULL);
    for (String type : new String[] {PROTOBUF, JSON}) {
      RawClient.Answer answer = ask(post("/v1/traces", SPANS, "Content-Type: " + type));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers())
          .containsEntry("content-type", type)
          .containsEntry("retry-after", "7");
      assertThat(status(answer, type)).isEqualTo(new RpcStatus(14, "no room for spans", 7));
    }
    RawClient.Answer other = ask(post("/v1/logs", NOTHING, "Content-Type: " + PROTOBUF));
    assertThat(other.status()).as("other signals are not refused").isEqualTo(200);
  }

  @Test
  void withoutRoomForWhatIsUnpacked_orComesInChunks_theClientIsToldWhenToComeBack()
      throws Exception {
    byte[] body = compress(Encoding.GZIP, new byte[90_000]);
    doors.intake(Signal.TRACES).room(50_000, FULL);
    RawClient.Answer packed =
        ask(post("/v1/traces", body, "Content-Type: " + PROTOBUF, "Content-Encoding: gzip"));
    assertThat(packed.status()).isEqualTo(503);
    assertThat(packed.headers()).containsEntry("retry-after", "7");
    byte[] head =
        utf8(
            "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n15F90\r\n");
    RawClient.Answer chunked = ask(join(head, new byte[90_000], utf8("\r\n0\r\n\r\n")));
    assertThat(chunked.status()).isEqualTo(503);
    assertThat(RpcStatus.ofJson(chunked.body()))
        .isEqualTo(new RpcStatus(14, "no room for spans", 7));
    assertThat(doors.intake(Signal.TRACES).reserved()).isZero();
  }

  @Test
  void aSignalThatNoPipelineUses_isNotFound() throws Exception {
    try (Doors half = new Doors("", "", Set.of(Signal.LOGS));
        RawClient client = half.http()) {
      client.send(post("/v1/traces", SPANS, "Content-Type: " + PROTOBUF));
      assertThat(client.answer().status()).isEqualTo(404);
      byte[] logs = Requests.smallest(Signal.LOGS).bytes();
      client.send(post("/v1/logs", logs, "Content-Type: " + PROTOBUF));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void paths_areConfigurable() throws Exception {
    try (Doors moved = Doors.open("", "traces_url_path: otel/t, logs_url_path: /l");
        RawClient client = moved.http()) {
      client.send(post("/otel/t", SPANS, "Content-Type: " + PROTOBUF));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(post("/v1/traces", SPANS, "Content-Type: " + PROTOBUF));
      assertThat(client.answer().status()).isEqualTo(404);
    }
  }

  @Test
  void metadata_isKeptOnlyIfAskedFor() throws Exception {
    try (Doors keeping = Doors.open("", "include_metadata: true");
        RawClient client = keeping.http()) {
      client.send(post("/v1/traces", SPANS, "Content-Type: " + PROTOBUF, "X-Scope-OrgID: a"));
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(keeping.intake(Signal.TRACES).metadata().values("x-scope-orgid"))
          .containsExactly("a");
      assertThat(keeping.intake(Signal.TRACES).metadata().values("host")).containsExactly("x");
    }
    ask(post("/v1/traces", SPANS, "Content-Type: " + PROTOBUF, "X-Scope-OrgID: a"));
    assertThat(doors.intake(Signal.TRACES).metadata().headers()).isEmpty();
    assertThat(doors.intake(Signal.TRACES).metadata().peer()).isEqualTo("127.0.0.1");
  }

  @Test
  void corsAndAnswerHeaders_areTheServers() throws Exception {
    String http = "cors: {allowed_origins: [\"*\"]}, response_headers: {X-By: me}";
    try (Doors open = Doors.open("", http);
        RawClient client = open.http()) {
      client.send(
          post("/v1/traces", SPANS_JSON, "Content-Type: " + JSON, "Origin: http://page.example"));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry("access-control-allow-origin", "http://page.example")
          .containsEntry("x-by", "me");
      client.send(
          "OPTIONS /v1/traces HTTP/1.1\r\nHost: x\r\nOrigin: http://page.example\r\n"
              + "Access-Control-Request-Method: POST\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(204);
    }
  }

  @Test
  void encodingsThatAreNotAllowed_areRefused() throws Exception {
    try (Doors narrow = Doors.open("", "compression_algorithms: [\"\", zstd]");
        RawClient client = narrow.http()) {
      String type = "Content-Type: " + PROTOBUF;
      client.send(
          post("/v1/traces", compress(Encoding.GZIP, SPANS), type, "Content-Encoding: gzip"));
      assertThat(client.answer().status()).isEqualTo(400);
      client.send(
          post("/v1/traces", compress(Encoding.ZSTD, SPANS), type, "Content-Encoding: zstd"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  private RawClient.Answer ask(byte[] request) throws IOException {
    try (RawClient client = doors.http()) {
      return client.send(request).answer();
    }
  }

  private byte[] taken() {
    return doors.intake(Signal.TRACES).accepted().get(0).toByteArray();
  }

  private static RpcStatus status(RawClient.Answer answer, String type) throws IOException {
    return type.contains("json")
        ? RpcStatus.ofJson(answer.body())
        : RpcStatus.ofProtobuf(answer.body());
  }

  private static Arguments row(Object... values) {
    return Arguments.of(values);
  }

  private static Arguments plain(String name, byte[] request, int status, String text) {
    return Arguments.of(name, request, status, text);
  }

  private static byte[] get(String method) {
    return utf8(method + " /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  }

  private static byte[] compress(Encoding encoding, byte[] body) throws IOException {
    try (Segments out = new Compression(encoding, -1).compress(Body.of(body))) {
      return out.toByteArray();
    }
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
