package dev.sluice.receiver.prometheus;

import dev.sluice.net.FakeBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/** A target on a real socket, whose answers a test writes while it runs. */
final class PageServer implements AutoCloseable {
  private final FakeBackend server;
  private volatile FakeBackend.Behaviour behaviour = FakeBackend.answering(404, "");

  PageServer() {
    try {
      server = new FakeBackend((request, out) -> behaviour.answer(request, out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void says(String page) {
    answers(200, page, "Content-Type: text/plain; version=0.0.4");
  }

  void saysInOpenMetrics(String page) {
    answers(200, page, "Content-Type: application/openmetrics-text; version=1.0.0");
  }

  void answers(int status, String body, String... headerLines) {
    behaviour = FakeBackend.answering(status, body, headerLines);
  }

  void saysCompressed(String page) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(page.getBytes(StandardCharsets.UTF_8));
    }
    answers(200, zipped.toString(StandardCharsets.ISO_8859_1), "Content-Encoding: gzip");
  }

  /** Takes requests and says nothing. */
  void hangs() {
    behaviour =
        (request, out) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
  }

  /** Says that it was asked, and then waits for a word. */
  void answersAfter(CountDownLatch asked, CountDownLatch word, String page) {
    behaviour =
        (request, out) -> {
          asked.countDown();
          try {
            word.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          FakeBackend.answering(200, page, "Content-Type: text/plain").answer(request, out);
        };
  }

  /** Breaks off in the middle of a page. */
  void breaksOffAfter(String part) {
    behaviour =
        (request, out) -> {
          String head = "HTTP/1.1 200 OK\r\nContent-Length: " + (part.length() + 1) + "\r\n\r\n";
          out.write((head + part).getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
          throw new IOException("breaks off");
        };
  }

  FakeBackend.Received request() throws InterruptedException {
    return server.take();
  }

  int connections() {
    return server.connections();
  }

  String address() {
    return "127.0.0.1:" + server.port();
  }

  String url(String path) {
    return server.url(path);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
