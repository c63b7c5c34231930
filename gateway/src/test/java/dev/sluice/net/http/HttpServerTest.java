package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.net.ListenException;
import dev.sluice.net.RawClient;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
@ExtendWith(Leaks.class)
class HttpServerTest {
  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);

  private final EventLoops loops = new EventLoops(2);
  private final EchoHandler handler = new EchoHandler();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = server("");
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ofSeconds(5));
    loops.close();
  }

  @Test
  void aBodyOfKnownLength_comesBack_onAConnectionThatStays() throws Exception {
    try (RawClient client = client()) {
      for (int size : new int[] {0, 1, 5000, 300_000}) {
        byte[] body = bytes(size);
        client.send(post("/echo", "Content-Length: " + size)).send(body);
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers())
            .containsEntry("content-type", "application/octet-stream")
            .containsKey("date")
            .doesNotContainKey("connection");
      }
    }
  }

  @Test
  void aBodyInChunks_comesBack_andAsksForRoomAsItGrows() throws Exception {
    byte[] body = bytes(200_000);
    try (RawClient client = client()) {
      client.send(post("/echo", "Transfer-Encoding: chunked"));
      for (int at = 0; at < body.length; at += 7000) {
        byte[] chunk = Arrays.copyOfRange(body, at, Math.min(body.length, at + 7000));
        client.send(Integer.toHexString(chunk.length) + ";ext=1\r\n").send(chunk).send("\r\n");
      }
      client.send("0\r\nTrailer: x\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo(body);
      assertThat(handler.largestGrowth).isBetween(200_000L, 300_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void everyEncoding_isUndone_ofKnownLengthAndInChunks(Encoding encoding) throws Exception {
    byte[] body = bytes(300_000);
    byte[] packed = compress(encoding, body);
    String header = "Content-Encoding: " + encoding.wireName() + "\r\n";
    try (RawClient client = client()) {
      client.send(post("/echo", header + "Content-Length: " + packed.length)).send(packed);
      assertThat(client.answer().body()).isEqualTo(body);
      client.send(post("/echo", header + "Transfer-Encoding: chunked"));
      client.send(Integer.toHexString(packed.length) + "\r\n").send(packed).send("\r\n0\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo(body);
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInTheirOrder_thoughAnswersComeLate() throws Exception {
    try (RawClient client = client()) {
      client.send(
          post("/later", "Content-Length: 1")
              + "a"
              + post("/echo", "Content-Length: 1")
              + "b"
              + post("/later", "Content-Length: 1")
              + "c"
              + post("/echo", "Content-Length: 1")
              + "d");
      handler.answerLater();
      handler.answerLater();
      for (String expected : new String[] {"a", "b", "c", "d"}) {
        assertThat(client.answer().text()).isEqualTo(expected);
      }
    }
  }

  @Test
  void whileAClientWaits_itsNextRequestIsNotLookedAt() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/later", "Content-Length: 0") + post("/echo", "Content-Length: 0"));
      Runnable answer = handler.later.take();
      assertThat(handler.heads).containsExactly("/later");
      answer.run();
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(handler.heads).containsExactly("/later", "/echo");
    }
  }

  @Test
  void expectContinue_isAnsweredOnlyToARequestThatIsTaken() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/echo", "Content-Length: 2\r\nExpect: 100-continue"));
      assertThat(client.answer().status()).isEqualTo(100);
      client.send("ok");
      assertThat(client.answer().text()).isEqualTo("ok");
      client.send(post("/no", "Content-Length: 2\r\nExpect: 100-continue"));
      RawClient.Answer refusal = client.answer();
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.headers()).containsEntry("connection", "close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aRefusalBeforeTheBody_keepsTheConnection_ifTheBodyIsSmall() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/no", "Content-Length: 100000")).send(new byte[50_000]);
      RawClient.Answer refusal = client.answer();
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.headers()).containsEntry("retry-after", "1");
      client.send(new byte[50_000]).send(post("/echo", "Content-Length: 1") + "x");
      assertThat(client.answer().text()).isEqualTo("x");
    }
  }

  @Test
  void aRefusalBeforeALargeBody_isSeenByAClientThatSendsItFirst() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/no", "Content-Length: " + (8 << 20))).send(new byte[8 << 20]);
      RawClient.Answer refusal = client.answer();
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.headers()).containsEntry("connection", "close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aBodyBeyondTheLimit_isRefused_whereverThatIsSeen() throws Exception {
    byte[] packed = compress(Encoding.GZIP, bytes((1 << 20) + 1));
    byte[] large = new byte[(1 << 20) + 1];
    String chunk = Integer.toHexString(large.length) + "\r\n";
    try (RawClient client = client()) {
      client.send(post("/echo", "Content-Length: " + large.length)).send(large);
      assertThat(client.answer().status()).isEqualTo(413);
    }
    try (RawClient client = client()) {
      client.send(post("/echo", "Transfer-Encoding: chunked")).send(chunk).send(large);
      client.send("\r\n0\r\n\r\n");
      assertThat(client.answer().text()).contains("larger than the limit of 1048576 bytes");
    }
    try (RawClient client = client()) {
      String header = "Content-Encoding: gzip\r\nContent-Length: " + packed.length;
      client.send(post("/echo", header)).send(packed);
      assertThat(client.answer().status()).isEqualTo(413);
      client.send(post("/echo", "Content-Length: 1") + "x");
      assertThat(client.answer().text()).isEqualTo("x");
    }
    assertThat(handler.bodies).hasValue(1);
  }

  @Test
  void aBomb_isRefused() throws Exception {
    handler.maxBytes = 1L << 40;
    byte[] packed;
    try (Segments out = new Compression(Encoding.GZIP, 9).compress(Body.of(new byte[64 << 20]))) {
      packed = out.toByteArray();
    }
    try (RawClient client = client()) {
      String header = "Content-Encoding: gzip\r\nContent-Length: " + packed.length;
      client.send(post("/echo", header)).send(packed);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).contains("more than 500 times its size");
      assertThat(handler.largestGrowth).isLessThan(40 << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, 400, the compressed body is corrupt",
    "'gzip, gzip', 415, 'unsupported Content-Encoding: gzip, gzip'",
    "br, 415, unsupported Content-Encoding: br",
    "lz4, 415, unsupported Content-Encoding: lz4"
  })
  void whatCannotBeDecoded_isRefused(String encoding, int status, String message) throws Exception {
    byte[] body = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7};
    try (RawClient client = client()) {
      client.send(post("/echo", "Content-Encoding: %s\r\nContent-Length: 14".formatted(encoding)));
      client.send(body);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).contains(message);
      assertThat(handler.ends).containsExactly("refused");
    }
  }

  @Test
  void withoutRoom_aGrowingBodyIsRefused() throws Exception {
    handler.room = 100_000;
    try (RawClient client = client()) {
      client.send(post("/echo", "Transfer-Encoding: chunked"));
      client.send("30000\r\n").send(new byte[0x30000]).send("\r\n0\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(503);
      client.send(post("/echo", "Content-Length: 1") + "x");
      assertThat(client.answer().text()).as("the connection stays").isEqualTo("x");
    }
  }

  @Test
  void aClientThatGoesAway_cancelsItsBody() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/echo", "Content-Length: 1000")).send(new byte[10]);
      client.send("").endInput();
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(handler.ends.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
  }

  @Test
  void aClientThatHasClosedItsHalf_isStillAnswered() throws Exception {
    for (String path : new String[] {"/echo", "/later"}) {
      try (RawClient client = client()) {
        client.send(
            post(path, "Content-Length: 1") + "x" + post("/echo", "Content-Length: 1") + "y");
        client.endInput();
        if (path.equals("/later")) handler.answerLater();
        assertThat(client.answer().text()).isEqualTo("x");
        assertThat(client.answer().text()).isEqualTo("y");
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void aFaultOfOurs_isA500_andNotTheEndOfTheServer() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/fault", "Content-Length: 1") + "x");
      assertThat(client.answer().status()).isEqualTo(500);
      client.send(post("/late-fault", "Content-Length: 1") + "x");
      assertThat(client.answer().status()).isEqualTo(500);
      client.send(post("/echo", "Content-Length: 1") + "x");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0, '', true",
    "HTTP/1.0, Connection: keep-alive, false",
    "HTTP/1.1, Connection: close, true"
  })
  void theClient_decidesWhetherTheConnectionStays(String version, String header, boolean ends)
      throws Exception {
    try (RawClient client = client()) {
      String head = "POST /echo %s\r\nHost: x\r\n%s\r\nContent-Length: 1\r\n\r\nx";
      client.send(head.formatted(version, header.isEmpty() ? "X: y" : header));
      RawClient.Answer answer = client.answer();
      assertThat(answer.text()).isEqualTo("x");
      assertThat(answer.headers()).containsEntry("connection", ends ? "close" : "keep-alive");
      if (ends) {
        assertThat(client.isEnded()).isTrue();
      } else {
        client.send(post("/echo", "Content-Length: 1") + "y");
        assertThat(client.answer().text()).isEqualTo("y");
      }
    }
  }

  @Test
  void theWholeUrlAsTarget_andAnEncodedPath_areAsGoodAsThePath() throws Exception {
    try (RawClient client = client()) {
      client.send("POST http://me:99/echo?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.answer().text()).isEqualTo("x");
      client.send("POST /%65cho HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\ny");
      assertThat(client.answer().text()).isEqualTo("y");
      assertThat(handler.heads).containsOnly("/echo");
    }
  }

  @Test
  void theMethodHead_getsNoBody() throws Exception {
    try (RawClient client = client()) {
      client.send("HEAD /no HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      client.send("");
      assertThatThrownBy(client::answer).hasMessage("the body is cut off");
    }
  }

  @Test
  void beyondMaxConnections_theNextIsClosed_untilOneLeaves() throws Exception {
    HttpServer small = server("max_connections: 2");
    try (RawClient first = new RawClient(small.address());
        RawClient second = new RawClient(small.address())) {
      assertThat(echoed(first)).isTrue();
      assertThat(echoed(second)).isTrue();
      try (RawClient third = new RawClient(small.address())) {
        assertThat(third.isEnded()).isTrue();
      }
      assertThat(small.connections().refused()).isEqualTo(1);
      first.close();
      while (small.connections().open() > 1) Thread.onSpinWait();
      try (RawClient fourth = new RawClient(small.address())) {
        assertThat(echoed(fourth)).isTrue();
      }
    } finally {
      small.stop(Duration.ZERO);
    }
  }

  @Test
  void stop_endsQuietConnections_andLetsOthersFinish() throws Exception {
    try (RawClient quiet = client();
        RawClient fresh = client();
        RawClient busy = client()) {
      assertThat(echoed(quiet)).isTrue();
      busy.send(post("/later", "Content-Length: 1") + "x");
      Runnable answer = handler.later.take();
      Thread stopping = new Thread(() -> server.stop(Duration.ofSeconds(10)));
      stopping.start();
      assertThat(quiet.isEnded()).isTrue();
      assertThat(fresh.isEnded()).isTrue();
      assertThatThrownBy(this::client).isInstanceOf(Exception.class);
      answer.run();
      RawClient.Answer last = busy.answer();
      assertThat(last.text()).isEqualTo("x");
      assertThat(last.headers()).containsEntry("connection", "close");
      assertThat(busy.isEnded()).isTrue();
      stopping.join(10_000);
      assertThat(stopping.isAlive()).isFalse();
    }
  }

  @Test
  void stop_endsAConnectionWhoseRefusedBodyIsStillComing_whenItHasCome() throws Exception {
    try (RawClient client = client()) {
      client.send(post("/no", "Content-Length: 10") + "12345");
      assertThat(client.answer().status()).isEqualTo(503);
      Thread stopping = new Thread(() -> server.stop(Duration.ofSeconds(20)));
      stopping.start();
      // Refused, or the server has no address any more: the door is shut either way.
      assertThatThrownBy(this::connectForEver).isInstanceOf(Exception.class);
      client.send("67890");
      assertThat(client.isEnded()).isTrue();
      stopping.join(10_000);
      assertThat(stopping.isAlive()).isFalse();
    }
  }

  private void connectForEver() throws IOException {
    while (true) client().close();
  }

  @Test
  void stop_closesWhatHasNotFinishedByItsDeadline() throws Exception {
    try (RawClient slow = client()) {
      slow.send(post("/echo", "Content-Length: 10"));
      while (handler.heads.isEmpty()) Thread.onSpinWait();
      server.stop(Duration.ofMillis(50));
      assertThat(slow.isEnded()).isTrue();
      assertThat(handler.ends.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
    }
  }

  @Test
  void aPortInUse_isSaidInPlainWords() {
    Endpoint taken = new Endpoint("127.0.0.1", server.address().getPort());
    HttpServer second = new HttpServer(HttpServerConfig.at(taken), handler, loops, Clock.SYSTEM);
    assertThatThrownBy(second::start)
        .isInstanceOf(ListenException.class)
        .hasMessage("cannot listen on %s: the address is in use by another process", taken);
    HttpServer unknown =
        new HttpServer(
            HttpServerConfig.at(new Endpoint("no-such-host.invalid", 1)),
            handler,
            loops,
            Clock.SYSTEM);
    assertThatThrownBy(unknown::start)
        .hasMessage("cannot listen on no-such-host.invalid:1: the host name is not known");
  }

  @Test
  void responseHeaders_areInEveryAnswer() throws Exception {
    HttpServer other = server("response_headers: {X-Served-By: me}");
    try (RawClient client = new RawClient(other.address())) {
      client.send(post("/no", "Content-Length: 0") + "GET / HTTP/9.9\r\n\r\n");
      assertThat(client.answer().headers()).containsEntry("x-served-by", "me");
      assertThat(client.answer().headers()).containsEntry("x-served-by", "me");
    } finally {
      other.stop(Duration.ZERO);
    }
  }

  private HttpServer server(String yaml) throws Exception {
    HttpServer made =
        new HttpServer(
            HttpServerConfig.read(Sections.parse(yaml), ANY_PORT), handler, loops, Clock.SYSTEM);
    made.start();
    return made;
  }

  private RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  private static boolean echoed(RawClient client) throws IOException {
    client.send(post("/echo", "Content-Length: 1") + "x");
    return client.answer().text().equals("x");
  }

  private static String post(String path, String headers) {
    return "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(path, headers);
  }

  private static byte[] compress(Encoding encoding, byte[] body) throws IOException {
    try (Segments out = new Compression(encoding, -1).compress(Body.of(body))) {
      return out.toByteArray();
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    byte[] text = "a line of some text, ".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < size; i++) bytes[i] = (byte) (text[i % text.length] + i / 1000);
    return bytes;
  }
}
