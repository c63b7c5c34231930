package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.FakeBackend;
import dev.sluice.net.client.SendException.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpGetterTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final HttpGetter getter = getter(true, Map.of());

  private static HttpGetter getter(boolean redirects, Map<String, String> proxies) {
    try {
      return new HttpGetter(
          HttpClientConfig.DEFAULT, redirects, proxies, "1.2.3", System::nanoTime);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    getter.close();
  }

  @Test
  void aPage_isReadWithItsHeaders() throws Exception {
    try (var server =
            new FakeBackend(FakeBackend.answering(200, "hello", "Content-Type: text/plain"));
        HttpPage page =
            getter.get(
                target(server, "/m?x=y"),
                Map.of("Accept", List.of("a/b"), "X-Two", List.of("1", "2")),
                LONG)) {
      FakeBackend.Received request = server.take();

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("content-type")).isEqualTo("text/plain");
      assertThat(text(page)).isEqualTo("hello");
      assertThat(request.line()).isEqualTo("GET /m?x=y HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("accept", "a/b")
          .containsEntry("x-two", "2")
          .hasEntrySatisfying("user-agent", agent -> assertThat(agent).startsWith("Sluice/1.2.3"));
    }
  }

  @Test
  void pagesThatAreReadToTheirEnd_shareAConnection() throws Exception {
    try (var server = new FakeBackend(FakeBackend.answering(200, "hello"))) {
      for (int i = 0; i < 3; i++) {
        try (HttpPage page = getter.get(target(server, "/"), Map.of(), LONG)) {
          assertThat(text(page)).isEqualTo("hello");
        }
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatTheServerClosed_isReplaced() throws Exception {
    try (var server =
        new FakeBackend(
            (request, out) -> {
              FakeBackend.answering(200, "hello").answer(request, out);
              out.flush();
              throw new IOException("closes without a word");
            })) {
      for (int i = 0; i < 3; i++) {
        try (HttpPage page = getter.get(target(server, "/"), Map.of(), LONG)) {
          assertThat(text(page)).isEqualTo("hello");
        }
      }
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void gzip_isUndone() throws Exception {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    String body = zipped.toString(StandardCharsets.ISO_8859_1);
    try (var server = new FakeBackend(FakeBackend.answering(200, body, "Content-Encoding: gzip"));
        HttpPage page =
            getter.get(target(server, "/"), Map.of("Accept-Encoding", List.of("gzip")), LONG)) {
      assertThat(text(page)).isEqualTo("hello");
      assertThat(server.take().headers()).containsEntry("accept-encoding", "gzip");
    }
  }

  @Test
  void redirects_areFollowedIfWanted() throws Exception {
    try (var end = new FakeBackend(FakeBackend.answering(200, "there"));
        var server =
            new FakeBackend(FakeBackend.answering(302, "", "Location: " + end.url("/x")))) {
      Map<String, List<String>> secret = Map.of("Authorization", List.of("Bearer t"));
      try (HttpPage page = getter.get(target(server, "/"), secret, LONG)) {
        assertThat(text(page)).isEqualTo("there");
        assertThat(server.take().headers()).containsEntry("authorization", "Bearer t");
        assertThat(end.take().headers()).doesNotContainKey("authorization");
      }
      try (var strict = getter(false, Map.of());
          HttpPage page = strict.get(target(server, "/"), secret, LONG)) {
        assertThat(page.status()).isEqualTo(302);
      }
    }
  }

  @Test
  void aRedirectToAnotherHost_takesNoKeysAlong() throws Exception {
    try (var end = new FakeBackend(FakeBackend.answering(200, "there"));
        var server = new FakeBackend(FakeBackend.answering(302, "", "Location: " + end.url("/x")));
        HttpPage page =
            getter.get(
                target(server, "/"),
                Map.of(
                    "X-Api-Key", List.of("k"),
                    "Accept", List.of("a/b"),
                    "X-Prometheus-Scrape-Timeout-Seconds", List.of("10")),
                LONG)) {
      assertThat(text(page)).isEqualTo("there");
      assertThat(server.take().headers()).containsEntry("x-api-key", "k");
      assertThat(end.take().headers())
          .doesNotContainKey("x-api-key")
          .containsEntry("accept", "a/b")
          .containsEntry("x-prometheus-scrape-timeout-seconds", "10")
          .containsKey("user-agent");
    }
  }

  @Test
  void aRedirectOnTheSameHost_keepsTheKeys() throws Exception {
    try (var server =
            new FakeBackend(
                (request, out) -> {
                  boolean isFirst = request.line().contains("/first");
                  FakeBackend.answering(isFirst ? 302 : 200, "there", "Location: /second")
                      .answer(request, out);
                });
        HttpPage page =
            getter.get(target(server, "/first"), Map.of("X-Api-Key", List.of("k")), LONG)) {
      assertThat(text(page)).isEqualTo("there");
      assertThat(server.take().headers()).containsEntry("x-api-key", "k");
      assertThat(server.take().headers()).containsEntry("x-api-key", "k");
    }
  }

  @Test
  void aRedirectPastTheProxy_doesNotTellWhatTheProxyIsTold() throws Exception {
    try (var end = new FakeBackend(FakeBackend.answering(200, "there"));
        var proxy = new FakeBackend(FakeBackend.answering(302, "", "Location: " + end.url("/x")));
        var proxied =
            getter(
                true,
                Map.of(
                    "HTTP_PROXY",
                    "http://u:p@localhost:" + proxy.port(),
                    "NO_PROXY",
                    "127.0.0.1"));
        HttpPage page =
            proxied.get(
                Objects.requireNonNull(Target.parse("http://nowhere.example/m")), Map.of(), LONG)) {
      assertThat(text(page)).isEqualTo("there");
      assertThat(proxy.take().headers()).containsKey("proxy-authorization");
      assertThat(end.take().headers()).doesNotContainKey("proxy-authorization");
    }
  }

  @Test
  void proxies_areOnlyThoseThatAreNamed() throws Exception {
    try (var proxy = new FakeBackend(FakeBackend.answering(200, "by proxy"));
        var proxied =
            getter(
                true,
                Map.of(
                    "HTTP_PROXY",
                    "http://u:p@127.0.0.1:" + proxy.port(),
                    "NO_PROXY",
                    "x.example"));
        HttpPage page =
            proxied.get(
                Objects.requireNonNull(Target.parse("http://nowhere.example/m")), Map.of(), LONG)) {
      FakeBackend.Received request = proxy.take();

      assertThat(text(page)).isEqualTo("by proxy");
      assertThat(request.line()).isEqualTo("GET http://nowhere.example/m HTTP/1.1");
      assertThat(request.headers()).containsEntry("proxy-authorization", "Basic dTpw");
    }
  }

  @Test
  void aSilentServer_costsTheTimeAndNoMore() throws Exception {
    try (var server = new FakeBackend((request, out) -> hang())) {
      assertTrouble(target(server, "/"), SHORT, Trouble.TIMEOUT, "no answer from 127.0.0.1");
    }
  }

  @Test
  void aBodyThatStalls_costsTheTimeAndNoMore() throws Exception {
    try (var server =
            new FakeBackend(
                (request, out) -> {
                  out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel".getBytes());
                  out.flush();
                  hang();
                });
        HttpPage page = getter.get(target(server, "/"), Map.of(), SHORT)) {
      assertThatThrownBy(() -> text(page))
          .isInstanceOfSatisfying(
              SendException.class, e -> assertThat(e.trouble()).isEqualTo(Trouble.TIMEOUT));
    }
  }

  @Test
  void aBodyThatIsCutOff_isSaid() throws Exception {
    try (var server =
            new FakeBackend(
                (request, out) -> {
                  out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel".getBytes());
                  out.flush();
                  throw new IOException("closes");
                });
        HttpPage page = getter.get(target(server, "/"), Map.of(), LONG)) {
      assertThatThrownBy(() -> text(page))
          .isInstanceOf(SendException.class)
          .hasMessage("the connection to 127.0.0.1:%d ended within the answer", server.port());
    }
  }

  @Test
  void nobodyThere_isSaid() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertTrouble(
        Objects.requireNonNull(Target.parse("http://127.0.0.1:" + port)),
        LONG,
        Trouble.REFUSED,
        "connection refused by 127.0.0.1:" + port);
  }

  @Test
  void aThreadThatIsInterrupted_stopsAtOnce() throws Exception {
    var reached = new CountDownLatch(1);
    try (var server =
        new FakeBackend(
            (request, out) -> {
              reached.countDown();
              hang();
            })) {
      var thrown = new AtomicReference<Exception>();
      var thread =
          new Thread(
              () -> {
                try {
                  getter.get(target(server, "/"), Map.of(), LONG).close();
                } catch (SendException e) {
                  thrown.set(e);
                }
              });
      thread.start();
      reached.await();
      thread.interrupt();
      thread.join(LONG.toMillis());

      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              SendException.class, e -> assertThat(e.trouble()).isEqualTo(Trouble.STOPPED));
    }
  }

  private void assertTrouble(Target target, Duration time, Trouble trouble, String message) {
    assertThatThrownBy(() -> getter.get(target, Map.of(), time))
        .isInstanceOfSatisfying(
            SendException.class, e -> assertThat(e.trouble()).isEqualTo(trouble))
        .hasMessageStartingWith(message);
  }

  private static Target target(FakeBackend server, String path) {
    return Objects.requireNonNull(Target.parse(server.url(path)));
  }

  private static String text(HttpPage page) throws IOException {
    return new String(page.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The test's end closes the socket; the thread is a daemon. */
  private static void hang() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
