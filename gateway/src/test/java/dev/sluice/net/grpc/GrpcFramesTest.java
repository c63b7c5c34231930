package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.wire.ByteSlice;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may do to the frames of a call, and what ours has to say: frame by frame. */
@Timeout(60)
@ExtendWith(Leaks.class)
class GrpcFramesTest {
  private static final String METHOD = "test.v1.Echo/Export";

  private final EventLoops loops = new EventLoops(1);
  private final Echo echo = new Echo();
  private GrpcServer server;
  private RawHttp2 client;

  @BeforeEach
  void start() throws Exception {
    var config =
        GrpcServerConfig.read(
            Sections.parse("max_recv_msg_size_mib: 1"), new Endpoint("127.0.0.1", 0));
    server = new GrpcServer(config, loops, Map.of(METHOD, echo), Clock.SYSTEM);
    server.start();
    client = new RawHttp2(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.stop(Duration.ofSeconds(5));
    loops.close();
  }

  @Test
  void aMessageInPaddedFramesOfOneByte_arrives() throws Exception {
    byte[] message = message("cut into bytes");
    int stream = client.begin(METHOD);
    for (byte each : message) {
      client.frame(
          RawHttp2.DATA, RawHttp2.PADDED, stream, (byte) 3, each, (byte) 0, (byte) 0, (byte) 0);
    }
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream).flush();
    assertAnswered("cut into bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 6})
  void aPrefixThatIsSplit_isReadAsOne(int at) throws Exception {
    byte[] message = message("split");
    int stream = client.begin(METHOD);
    client.frame(RawHttp2.DATA, 0, stream, Arrays.copyOf(message, at)).flush();
    client.frame(RawHttp2.DATA, 0, stream);
    client.frame(
        RawHttp2.DATA,
        RawHttp2.END_STREAM,
        stream,
        Arrays.copyOfRange(message, at, message.length));
    client.flush();
    assertAnswered("split");
  }

  @Test
  void callsThatInterleave_areToldApart() throws Exception {
    int first = client.begin(METHOD);
    int second = client.begin(METHOD);
    byte[] a = message("first");
    byte[] b = message("second");
    client.frame(RawHttp2.DATA, 0, first, Arrays.copyOf(a, 6));
    client.frame(RawHttp2.DATA, 0, second, Arrays.copyOf(b, 7));
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, second, Arrays.copyOfRange(b, 7, b.length));
    client.flush();
    assertAnswered("second");
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, first, Arrays.copyOfRange(a, 6, a.length));
    client.flush();
    assertAnswered("first");
  }

  @Test
  void trailersOfTheClient_endItsMessage() throws Exception {
    int stream = client.begin(METHOD);
    client.frame(RawHttp2.DATA, 0, stream, message("trailed"));
    byte[] trailer = {0, 1, 'x', 1, 'y'};
    client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, trailer);
    client.flush();
    assertAnswered("trailed");
  }

  @Test
  void dataBeforeHeaders_endsTheConnection() throws Exception {
    client.frame(RawHttp2.DATA, 0, 1, message("rogue")).flush();
    assertThat(client.await(RawHttp2.GOAWAY)).isNotNull();
    assertThat(client.await(RawHttp2.GOAWAY)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, 3, not as long as it said",
    "0, 2, 3, more than one message",
    "2, 3, 3, neither 0 nor 1",
    "1, 3, 3, without a grpc-encoding",
    "0, 1048577, 3, exceeds maximum size 1048576: 1048577"
  })
  void aPrefixThatLies_isRefused(int flag, int length, int sent, String words) throws Exception {
    int stream = client.begin(METHOD);
    byte[] message = new byte[5 + sent];
    message[0] = (byte) flag;
    for (int i = 0; i < 4; i++) message[1 + i] = (byte) (length >>> (24 - 8 * i));
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message).flush();
    Http2Headers answer = client.awaitHeaders();
    assertThat(answer.get("grpc-status").toString()).isEqualTo(length > 1 << 20 ? "8" : "13");
    assertThat(answer.get("grpc-message").toString()).contains(words);
    assertThat(echo.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(echo.messages).hasValue(0);
  }

  @Test
  void aResetInMidMessage_freesTheRoom_once() throws Exception {
    int stream = client.begin(METHOD);
    client.frame(RawHttp2.DATA, 0, stream, Arrays.copyOf(message("never whole"), 7)).flush();
    client.frame(RawHttp2.RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8).flush();
    assertThat(echo.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    call("next");
    assertAnswered("next");
    assertThat(echo.abandoned.availablePermits()).isZero();
  }

  @Test
  void anAnswerBeforeTheMessage_tellsTheClientToStop_andStraysAreNoOffence() throws Exception {
    echo.refusal = GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "50 % ü");
    for (int i = 0; i < 3; i++) {
      int stream = client.begin(METHOD);
      client.flush();
      Http2Headers answer = client.awaitHeaders();
      assertThat(answer.get("grpc-message").toString()).isEqualTo("50 %25 %C3%BC");
      RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(stream);
      assertThat(reset.error()).isZero();
      for (int n = 0; n < 300; n++) client.frame(RawHttp2.DATA, 0, stream, new byte[100]);
    }
    echo.refusal = null;
    call("well");
    assertAnswered("well");
  }

  @Test
  void anAnswer_waitsForTheClientsWindow() throws Exception {
    byte[] initialWindowOfTen = {0, 4, 0, 0, 0, 10};
    client.frame(RawHttp2.SETTINGS, 0, 0, initialWindowOfTen);
    int stream = call("more than ten bytes");
    assertThat(client.await(RawHttp2.DATA).payload()).hasSize(10);
    client.frame(RawHttp2.WINDOW_UPDATE, 0, stream, (byte) 0, (byte) 0, (byte) 1, (byte) 0);
    client.flush();
    assertThat(client.await(RawHttp2.DATA).payload()).hasSize(5 + 19 - 10);
    RawHttp2.Frame trailers = client.await(RawHttp2.HEADERS);
    assertThat(trailers.flags() & RawHttp2.END_STREAM).isNotZero();
  }

  @Test
  void aDrain_saysGoodbyeTwice_andServesWhatCameBetween() throws Exception {
    call("before");
    assertAnswered("before");
    server.drain();
    RawHttp2.Frame first = client.await(RawHttp2.GOAWAY);
    assertThat(lastStream(first)).isEqualTo(Integer.MAX_VALUE);
    RawHttp2.Frame ping = client.await(RawHttp2.PING);
    int stream = call("between");
    assertAnswered("between");
    client.frame(RawHttp2.PING, 1, 0, ping.payload()).flush();
    RawHttp2.Frame second = client.await(RawHttp2.GOAWAY);
    assertThat(lastStream(second)).isEqualTo(stream);
    assertThat(second.error()).isZero();
    assertThat(client.read()).isNull();
  }

  @Test
  void whatIsNoCall_isAnsweredInHttpsTerms() throws Exception {
    send("GET", METHOD, "application/grpc");
    assertThat(client.awaitHeaders().status().toString()).isEqualTo("405");
    send("POST", METHOD, "application/grpc-web");
    assertThat(client.awaitHeaders().status().toString()).isEqualTo("415");
    send("POST", METHOD, "application/grpc+json");
    assertThat(client.awaitHeaders().status().toString()).isEqualTo("415");
    send("POST", "test.v1.Echo/Other", "application/grpc");
    Http2Headers unknown = client.awaitHeaders();
    assertThat(unknown.status().toString()).isEqualTo("200");
    assertThat(unknown.get("grpc-status").toString()).isEqualTo("12");
    assertThat(echo.begun).hasValue(0);
  }

  @Test
  void anUnknownCompression_isToldWhatThereIs() throws Exception {
    client.begin(METHOD, "grpc-encoding", "lz4");
    client.flush();
    Http2Headers answer = client.awaitHeaders();
    assertThat(answer.get("grpc-status").toString()).isEqualTo("12");
    assertThat(answer.get("grpc-accept-encoding").toString()).contains("gzip", "zstd", "snappy");
  }

  @Test
  void aDeadlineThatPasses_beforeTheMessageIsWhole_endsTheCall() throws Exception {
    client.begin(METHOD, "grpc-timeout", "1m");
    client.flush();
    assertThat(client.awaitHeaders().get("grpc-status").toString()).isEqualTo("4");
    assertThat(echo.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A head with another verb or type, and nothing after it. */
  private void send(String verb, String method, String type) throws Exception {
    byte[] head = RawHttp2.head(method);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    text = text.replace((char) 4 + "POST", (char) verb.length() + verb);
    text = text.replace((char) 16 + "application/grpc", (char) type.length() + type);
    int stream = client.nextStream();
    client.frame(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
        stream,
        text.getBytes(StandardCharsets.ISO_8859_1));
    client.flush();
  }

  private int call(String text) throws Exception {
    int stream = client.begin(METHOD);
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(text)).flush();
    return stream;
  }

  private void assertAnswered(String text) throws Exception {
    assertThat(client.awaitHeaders().status().toString()).isEqualTo("200");
    assertThat(client.await(RawHttp2.DATA).payload()).isEqualTo(message(text));
    assertThat(client.awaitHeaders().get("grpc-status").toString()).isEqualTo("0");
  }

  private static byte[] message(String text) {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[5 + body.length];
    message[4] = (byte) body.length;
    System.arraycopy(body, 0, message, 5, body.length);
    return message;
  }

  private static int lastStream(RawHttp2.Frame goAway) {
    byte[] payload = goAway.payload();
    int last = 0;
    for (int i = 0; i < 4; i++) last = last << 8 | payload[i] & 0xFF;
    return last;
  }

  /** Answers with the message. */
  private static final class Echo implements UnaryHandler {
    final Semaphore abandoned = new Semaphore(0);
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger messages = new AtomicInteger();
    volatile @Nullable GrpcAnswer refusal;

    @Override
    public Exchange begin(GrpcHead head) {
      begun.incrementAndGet();
      return new Exchange() {
        @Override
        public @Nullable GrpcAnswer refusal() {
          return refusal;
        }

        @Override
        public boolean grow(long totalBytes) {
          return true;
        }

        @Override
        public GrpcAnswer noRoom() {
          return GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "no room");
        }

        @Override
        public void message(byte[] body, Consumer<GrpcAnswer> answer) {
          messages.incrementAndGet();
          answer.accept(GrpcAnswer.ok(ByteSlice.of(body)));
          answer.accept(GrpcAnswer.error(GrpcAnswer.INTERNAL, "twice"));
        }

        @Override
        public void abandoned() {
          abandoned.release();
        }
      };
    }
  }
}
