package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.net.RawClient;
import java.time.Duration;
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

/** Requests that two parsers could understand in two ways: refused, and the connection ended. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Leaks.class)
class HttpStrictnessTest {
  private static final String SECOND =
      "POST /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

  private final EventLoops loops = new EventLoops(1);
  private final EchoHandler handler = new EchoHandler();
  private final HttpServer server =
      new HttpServer(
          HttpServerConfig.at(new Endpoint("127.0.0.1", 0)), handler, loops, Clock.SYSTEM);

  @BeforeAll
  void start() throws Exception {
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(Duration.ZERO);
    loops.close();
  }

  @BeforeEach
  void forget() {
    handler.heads.clear();
    handler.bodies.set(0);
  }

  static Stream<Arguments> brokenHeads() {
    return Stream.of(
        head("CL and TE", 400, "Content-Length: 4", "Transfer-Encoding: chunked"),
        head("TE and CL", 400, "Transfer-Encoding: chunked", "Content-Length: 4"),
        head("two different lengths", 400, "Content-Length: 4", "Content-Length: 5"),
        head("the same length twice", 400, "Content-Length: 4", "Content-Length: 4"),
        head("a list of lengths", 400, "Content-Length: 4, 4"),
        head("a length with a sign", 400, "Content-Length: +4"),
        head("a negative length", 400, "Content-Length: -4"),
        head("a hexadecimal length", 400, "Content-Length: 0x4"),
        head("a length with a blank inside", 400, "Content-Length: 4 4"),
        head("an empty length", 400, "Content-Length:"),
        head("a length beyond 63 bits", 400, "Content-Length: 99999999999999999999"),
        head("a length with an odd digit", 400, "Content-Length: \u00b2"),
        head("a blank before the colon", 400, "Content-Length : 4"),
        head("a tab before the colon", 400, "Content-Length\t: 4"),
        head("an unknown coding", 400, "Transfer-Encoding: gzip"),
        head("a coding before chunked", 400, "Transfer-Encoding: gzip, chunked"),
        head("chunked twice", 400, "Transfer-Encoding: chunked, chunked"),
        head("two codings", 400, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        head("a coding with a vertical tab", 400, "Transfer-Encoding: \u000bchunked"),
        head("a coding in quotes", 400, "Transfer-Encoding: \"chunked\""),
        head("a coding with a parameter", 400, "Transfer-Encoding: chunked;q=1"),
        head("a blank before a name", 400, " Content-Length: 4"),
        head("a carriage return in a value", 400, "X: a\rb"),
        head("a zero in a value", 400, "X: a\u0000b"),
        head("a zero in a name", 400, "X\u0000: b"),
        head("a name with a blank", 400, "X Y: b"),
        head("no colon", 400, "Content-Length"),
        head("an empty name", 400, ": b"),
        head("two hosts", 400, "Host: y"),
        head("an unknown expectation", 417, "Expect: wonders"),
        raw("no host", 400, "POST /echo HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        raw("line feeds alone", 400, "POST /echo HTTP/1.1\nHost: x\nContent-Length: 0\n\n"),
        raw("HTTP/0.9", 400, "GET /echo\r\n\r\n"),
        raw("HTTP/2.0", 505, "POST /echo HTTP/2.0\r\nHost: x\r\n\r\n"),
        raw("HTTP/1.2", 505, "POST /echo HTTP/1.2\r\nHost: x\r\n\r\n"),
        raw("the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        raw("an unknown protocol", 400, "POST /echo ICY/1.1\r\nHost: x\r\n\r\n"),
        raw("a target with a blank", 400, "POST /echo /x HTTP/1.1\r\nHost: x\r\n\r\n"),
        raw("a target without a slash", 400, "POST echo HTTP/1.1\r\nHost: x\r\n\r\n"),
        raw(
            "a control character in the method",
            400,
            "PO\u0001ST /echo HTTP/1.1\r\nHost: x\r\n\r\n"),
        raw(
            "chunks in HTTP/1.0",
            400,
            "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
        raw("a long line", 431, "POST /" + "x".repeat(8200) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        head("a large header", 431, "X: " + "x".repeat(8200)),
        head("many headers", 431, "X: y\r\n".repeat(100) + "Y: z"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenHeads")
  void aBrokenHead_isRefused_andEndsTheConnection(String name, int status, String bytes)
      throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(bytes + "0\r\n\r\n" + SECOND);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.heads).isEmpty();
    }
  }

  static Stream<Arguments> brokenChunks() {
    return Stream.of(
        Arguments.of("a size that is no number", "z\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("an empty size", "\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a negative size", "-4\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a size with a prefix", "0x4\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a size beyond 31 bits", "FFFFFFFFF\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a line feed alone after a size", "4\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a line feed in an extension", "4;x=\ny\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a carriage return in an extension", "4;x=\ry\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("more than was announced", "3\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("a line feed alone after a chunk", "4\r\nabcd\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenChunks")
  void brokenChunks_areRefused_andEndTheConnection(String name, String chunks) throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunks + SECOND);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.heads).containsExactly("/echo");
      assertThat(handler.bodies).hasValue(0);
    }
  }

  @Test
  void whatLooksLikeARequestInsideABody_isBody() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(SECOND.length()));
      client.send(SECOND);
      assertThat(client.answer().text()).isEqualTo(SECOND);
      assertThat(handler.heads).containsExactly("/echo");
    }
  }

  /** RFC 9112, section 5.2, leaves the choice between this and a refusal. */
  @Test
  void aFoldedHeader_isUnfolded() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nX: a\r\n Content-Length: 9\r\n\r\nx");
      assertThat(client.answer().text()).isEqualTo("x");
    }
  }

  @Test
  void emptyLinesBeforeARequest_arePassedOver() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send("\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.answer().text()).isEqualTo("x");
    }
  }

  private static Arguments head(String name, int status, String... headers) {
    String lines = String.join("\r\n", headers);
    return raw(name, status, "POST /echo HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n\r\n");
  }

  private static Arguments raw(String name, int status, String bytes) {
    return Arguments.of(name, status, bytes);
  }
}
