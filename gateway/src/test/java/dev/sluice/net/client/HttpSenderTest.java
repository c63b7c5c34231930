package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.Sections;
import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.SendException.Trouble;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Decoding;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Room;
import dev.sluice.net.codec.Segments;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpSenderTest {
  private static final byte[] PAYLOAD = payload(500_000);
  private static final String TYPE = "application/x-protobuf";

  private final AtomicLong now = new AtomicLong();

  @Test
  void aBodyOfSlices_arrivesAsItIs_withOurHeaders() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, "ok"));
        HttpSender sender = sender("compression: none\nheaders: {x-scope-orgid: me}")) {
      List<ByteSlice> slices =
          List.of(ByteSlice.of(PAYLOAD, 0, 10), ByteSlice.of(PAYLOAD, 10, PAYLOAD.length - 10));
      HttpReply reply =
          sender.post(target(backend, "/v1/traces?x=1"), TYPE, Map.of("x-a", "b"), Body.of(slices));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().utf8()).isEqualTo("ok");
      FakeBackend.Received request = backend.take();
      assertThat(request.line()).isEqualTo("POST /v1/traces?x=1 HTTP/1.1");
      assertThat(request.body()).isEqualTo(PAYLOAD);
      assertThat(request.headers())
          .containsEntry("content-type", TYPE)
          .containsEntry("content-length", String.valueOf(PAYLOAD.length))
          .containsEntry("x-scope-orgid", "me")
          .containsEntry("x-a", "b")
          .doesNotContainKey("content-encoding");
      assertThat(request.headers().get("user-agent"))
          .matches("Sluice/9\\.9 \\([a-z]+/[a-z0-9_]+\\)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zlib", "deflate", "zstd", "snappy", "x-snappy-framed"})
  void aCompressedBody_saysSo_andKnowsItsLength(String compression) throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender = sender("compression: " + compression)) {
      sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      FakeBackend.Received request = backend.take();
      assertThat(request.headers()).containsEntry("content-encoding", compression);
      assertThat(request.headers()).containsKey("content-length");
      byte[] body = request.body();
      try (Segments plain =
          Decoding.decode(
              Encoding.named(compression), body, 0, body.length, 1 << 20, Room.ENDLESS)) {
        assertThat(plain.toByteArray()).isEqualTo(PAYLOAD);
      }
    }
  }

  @Test
  void configuredHeaders_winOverOurs_hostIncluded() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender =
            sender("headers: {Host: tempo.example, User-Agent: me, Content-Type: text/odd}")) {
      sender.post(target(backend, "/"), TYPE, Body.of(new byte[1]));
      assertThat(backend.take().headers())
          .containsEntry("host", "tempo.example")
          .containsEntry("user-agent", "me")
          .containsEntry("content-type", "text/odd");
    }
  }

  @Test
  void userAndPasswordOfTheUrl_becomeAuthorization_andAreNotPrinted() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender = sender("")) {
      Target target = Target.parse("http://me:hush@127.0.0.1:" + backend.port() + "/p?token=hush");
      sender.post(target.plus("/v1/logs"), TYPE, Body.of(new byte[1]));
      FakeBackend.Received request = backend.take();
      assertThat(request.headers()).containsEntry("authorization", "Basic bWU6aHVzaA==");
      assertThat(request.line()).isEqualTo("POST /p/v1/logs?token=hush HTTP/1.1");
      assertThat(target.toString()).doesNotContain("hush");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 401, 408, 421, 429, 503})
  void everyStatus_isReturnedAsItIs_andNothingIsSentTwice(int status) throws Exception {
    try (FakeBackend backend =
            new FakeBackend(
                FakeBackend.answering(
                    status, "no", "Location: /elsewhere", "Retry-After: 0", "Connection: close"));
        HttpSender sender = sender("")) {
      HttpReply reply = sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("retry-after")).isEqualTo("0");
      backend.take();
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnection_isUsedAgain_untilItIsTenMinutesOld() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender = sender("")) {
      for (int i = 0; i < 3; i++) sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(backend.connections()).isEqualTo(1);
      now.addAndGet(TimeUnit.MINUTES.toNanos(10));
      sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(backend.connections()).isEqualTo(1);
      sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable_keep_alives: true", "keepalive: {enabled: false}"})
  void withoutKeepAlive_everyRequestHasItsConnection(String yaml) throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender = sender(yaml)) {
      for (int i = 0; i < 3; i++) sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(backend.connections()).isEqualTo(3);
      assertThat(backend.take().headers()).containsEntry("connection", "close");
    }
  }

  @Test
  void ofALongAnswer_onlyTheStartIsRead() throws Exception {
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(400, "x".repeat(300_000)));
        HttpSender sender = sender("")) {
      HttpReply reply = sender.post(target(backend, "/"), TYPE, Body.of(new byte[1]));
      assertThat(reply.body().length()).isEqualTo(64 * 1024);
    }
  }

  @Test
  void nobodyListening_isSaidInPlainWords() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (HttpSender sender = sender("")) {
      Target target = Target.parse("http://127.0.0.1:" + port);
      SendException e = failure(sender, target);
      assertThat(e).hasMessage("connection refused by 127.0.0.1:" + port);
      assertThat(e.trouble()).isEqualTo(Trouble.REFUSED);
      assertThat(e.isUnsent()).isTrue();
    }
  }

  @Test
  void ofSeveralAddresses_theNextIsTried_ifOneIsDead() throws Exception {
    Dns names =
        host -> List.of(InetAddress.getByName("127.0.0.99"), InetAddress.getByName("127.0.0.1"));
    try (FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender =
            new HttpSender(HttpClientConfig.DEFAULT, "1", now::get, Map.of(), names)) {
      Target target = Target.parse("http://two.example:" + backend.port());
      assertThat(sender.post(target, TYPE, Body.of(PAYLOAD)).status()).isEqualTo(200);
    }
  }

  @Test
  void anUnknownHost_isSaidInPlainWords() throws Exception {
    try (HttpSender sender = sender("")) {
      SendException e = failure(sender, Target.parse("http://no-such-host.invalid:4318"));
      assertThat(e).hasMessage("host not found: no-such-host.invalid");
      assertThat(e.trouble()).isEqualTo(Trouble.HOST_NOT_FOUND);
    }
  }

  @Test
  void silence_endsWithTheTimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeBackend backend = new FakeBackend((request, out) -> await(never));
        HttpSender sender = sender("timeout: 200ms")) {
      SendException e = failure(sender, target(backend, "/"));
      assertThat(e.trouble()).isEqualTo(Trouble.TIMEOUT);
      assertThat(e).hasMessage("no answer from 127.0.0.1:%d in time".formatted(backend.port()));
      assertThat(e.isUnsent()).isFalse();
    }
    never.countDown();
  }

  @Test
  void aConnectionThatEnds_isSaidInPlainWords() throws Exception {
    try (FakeBackend backend =
            new FakeBackend(
                (request, out) -> {
                  throw new IOException("enough");
                });
        HttpSender sender = sender("")) {
      SendException e = failure(sender, target(backend, "/"));
      assertThat(e.trouble()).isEqualTo(Trouble.CLOSED);
      assertThat(e).hasMessageContaining("ended before an answer came");
    }
  }

  @Test
  void anAnswerThatBreaksOff_keepsItsStatus() throws Exception {
    byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(US_ASCII);
    try (FakeBackend backend =
            new FakeBackend(
                (request, out) -> {
                  out.write(answer);
                  out.flush();
                  throw new IOException("enough");
                });
        HttpSender sender = sender("")) {
      HttpReply reply = sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().utf8()).isEqualTo("half");
    }
  }

  @Test
  void somethingThatIsNotHttp_isSaidInPlainWords() throws Exception {
    try (FakeBackend backend =
            new FakeBackend((request, out) -> out.write("SSH-2.0\r\n\r\n".getBytes(US_ASCII)));
        HttpSender sender = sender("")) {
      assertThat(failure(sender, target(backend, "/")).trouble()).isEqualTo(Trouble.NOT_HTTP);
    }
  }

  @Test
  void anInterruptedThread_stopsSendingAtOnce() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeBackend backend = new FakeBackend((request, out) -> await(never));
        HttpSender sender = sender("timeout: 0s")) {
      CompletableFuture<SendException> failure = new CompletableFuture<>();
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                failure.complete(failure(sender, target(backend, "/")));
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
              });
      thread.start();
      backend.take();
      thread.interrupt();
      assertThat(failure.get(10, TimeUnit.SECONDS).trouble()).isEqualTo(Trouble.STOPPED);
      assertThat(stillInterrupted.get()).isTrue();
    }
    never.countDown();
  }

  /** A full backlog is as good as a host that does not answer. */
  @Test
  void anInterruptedThread_stopsConnectingAtOnce() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpSender sender = sender("timeout: 20s")) {
      var pending = new ArrayList<Socket>();
      try {
        for (int i = 0; i < 4; i++) {
          Socket socket = new Socket();
          pending.add(socket);
          Thread filler = new Thread(() -> connectQuietly(socket, deaf.getLocalPort()));
          filler.setDaemon(true);
          filler.start();
        }
        CompletableFuture<SendException> failure = new CompletableFuture<>();
        Target target = Target.parse("http://127.0.0.1:" + deaf.getLocalPort());
        Thread thread = new Thread(() -> failure.complete(failure(sender, target)));
        thread.start();
        while (!isConnecting(thread)) Thread.onSpinWait();
        thread.interrupt();
        assertThat(failure.get(10, TimeUnit.SECONDS).trouble()).isEqualTo(Trouble.STOPPED);
      } finally {
        for (Socket socket : pending) socket.close();
      }
    }
  }

  private static void connectQuietly(Socket socket, int port) {
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
    } catch (IOException closed) {
      // As it is meant to be.
    }
  }

  private static boolean isConnecting(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().contains("okhttp3.internal.connection"));
  }

  @Test
  void close_endsWhatIsUnderWay() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HttpSender sender = sender("timeout: 0s");
    try (FakeBackend backend = new FakeBackend((request, out) -> await(never))) {
      CompletableFuture<SendException> failure =
          CompletableFuture.supplyAsync(() -> failure(sender, target(backend, "/")));
      backend.take();
      sender.close();
      assertThat(failure.get(10, TimeUnit.SECONDS).trouble()).isEqualTo(Trouble.STOPPED);
      assertThat(failure(sender, target(backend, "/")).trouble()).isEqualTo(Trouble.STOPPED);
    }
    never.countDown();
  }

  @Test
  void aRefusalWhileTheBodyIsStillSent_isRead() throws Exception {
    byte[] answer =
        "HTTP/1.1 413 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpSender sender = sender("compression: none")) {
      CompletableFuture<HttpReply> reply =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return sender.post(
                      Target.parse("http://127.0.0.1:" + server.getLocalPort()),
                      TYPE,
                      Body.of(new byte[32 << 20]));
                } catch (SendException e) {
                  throw new AssertionError(e);
                }
              });
      try (var socket = server.accept()) {
        socket.getInputStream().readNBytes(1000);
        socket.getOutputStream().write(answer);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      }
      assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(413);
    }
  }

  @Test
  void maxConnsPerHost_isKept() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FakeBackend.Behaviour slow =
        (request, out) -> {
          await(go);
          FakeBackend.answering(200, "").answer(request, out);
        };
    try (FakeBackend backend = new FakeBackend(slow);
        HttpSender sender = sender("max_conns_per_host: 1")) {
      var first = CompletableFuture.supplyAsync(() -> status(sender, backend));
      var second = CompletableFuture.supplyAsync(() -> status(sender, backend));
      backend.take();
      go.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void cookies_areSentBackOnlyIfAskedFor() throws Exception {
    for (boolean enabled : new boolean[] {true, false}) {
      try (FakeBackend backend =
              new FakeBackend(FakeBackend.answering(200, "", "Set-Cookie: node=7; Path=/"));
          HttpSender sender = sender("cookies: {enabled: %s}".formatted(enabled))) {
        for (int i = 0; i < 2; i++) sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
        assertThat(backend.take().headers()).doesNotContainKey("cookie");
        assertThat(backend.take().headers().get("cookie")).isEqualTo(enabled ? "node=7" : null);
      }
    }
  }

  @Test
  void theProxyOfTheConfiguration_isSpokenTo_withItsCredentials() throws Exception {
    try (FakeBackend proxy = new FakeBackend(FakeBackend.answering(200, ""));
        HttpSender sender = sender("proxy_url: http://me:hush@127.0.0.1:" + proxy.port())) {
      sender.post(Target.parse("http://tempo.example:4318/v1/traces"), TYPE, Body.of(PAYLOAD));
      FakeBackend.Received request = proxy.take();
      assertThat(request.line()).isEqualTo("POST http://tempo.example:4318/v1/traces HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("proxy-authorization", "Basic bWU6aHVzaA==")
          .doesNotContainKey("authorization");
    }
  }

  @Test
  void theProxyOfTheEnvironment_isUsed_butNotForItsExceptions() throws Exception {
    try (FakeBackend proxy = new FakeBackend(FakeBackend.answering(200, ""));
        FakeBackend backend = new FakeBackend(FakeBackend.answering(200, ""))) {
      Map<String, String> environment = Map.of("http_proxy", "127.0.0.1:" + proxy.port());
      try (HttpSender sender = sender("", environment)) {
        sender.post(Target.parse("http://tempo.example/"), TYPE, Body.of(PAYLOAD));
        assertThat(proxy.take().line()).isEqualTo("POST http://tempo.example/ HTTP/1.1");
        sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD));
        assertThat(backend.take().line()).isEqualTo("POST / HTTP/1.1");
      }
    }
  }

  @Test
  void aTunnel_isAskedForWithTheProxysCredentials_andNeverWithOurs() throws Exception {
    try (FakeBackend proxy = new FakeBackend(FakeBackend.answering(502, "", "Connection: close"));
        HttpSender sender =
            sender(
                "headers: {Authorization: ours}\nproxy_url: http://me:hush@127.0.0.1:"
                    + proxy.port())) {
      assertThatThrownBy(
              () -> sender.post(Target.parse("https://tempo.example"), TYPE, Body.of(PAYLOAD)))
          .isInstanceOf(SendException.class);
      FakeBackend.Received request = proxy.take();
      assertThat(request.line()).isEqualTo("CONNECT tempo.example:443 HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("proxy-authorization", "Basic bWU6aHVzaA==")
          .doesNotContainKey("authorization");
    }
  }

  private static final java.nio.charset.Charset US_ASCII = StandardCharsets.US_ASCII;

  private HttpSender sender(String yaml) throws IOException {
    return sender(yaml, Map.of());
  }

  private HttpSender sender(String yaml, Map<String, String> environment) throws IOException {
    var section = Sections.parse(yaml);
    HttpClientConfig config = HttpClientConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    return new HttpSender(config, "9.9", now::get, environment);
  }

  private static Target target(FakeBackend backend, String path) {
    return Target.parse(backend.url(path));
  }

  private static int status(HttpSender sender, FakeBackend backend) {
    try {
      return sender.post(target(backend, "/"), TYPE, Body.of(PAYLOAD)).status();
    } catch (SendException e) {
      throw new AssertionError(e);
    }
  }

  private static SendException failure(HttpSender sender, Target target) {
    return catchThrowableOfType(
        SendException.class, () -> sender.post(target, TYPE, Body.of(PAYLOAD)));
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) throw new IOException("nobody let go");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static byte[] payload(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(5);
    for (int i = 0; i < size; i++) bytes[i] = (byte) (i % 50 < 30 ? i / 50 : random.nextInt(64));
    return bytes;
  }
}
