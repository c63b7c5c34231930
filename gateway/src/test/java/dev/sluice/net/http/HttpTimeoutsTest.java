package dev.sluice.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.net.RawClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that take their time. Each test has one limit that is short and others that are long. */
@Timeout(30)
@ExtendWith(Leaks.class)
class HttpTimeoutsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final EventLoops loops = new EventLoops(1);
  private final EchoHandler handler = new EchoHandler();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
    loops.close();
  }

  @Test
  void aHeadThatDoesNotEnd_isCutOff() throws Exception {
    start(limits(SHORT, LONG, LONG, LONG, LONG));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nX: ");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aSecondHeadThatDoesNotEnd_isCutOffToo() throws Exception {
    start(limits(SHORT, LONG, LONG, LONG, LONG));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.answer().text()).isEqualTo("x");
      client.send("POST /echo HT");
      assertThat(client.answer().status()).isEqualTo(408);
    }
  }

  @Test
  void aConnectionThatSendsNothing_isClosed() throws Exception {
    start(limits(SHORT, LONG, LONG, LONG, LONG));
    try (RawClient client = client()) {
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aBodyThatDoesNotEnd_isCutOff() throws Exception {
    start(limits(LONG, SHORT, LONG, LONG, LONG));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.ends.poll(10, TimeUnit.SECONDS)).isEqualTo("refused");
    }
  }

  @Test
  void aBodyThatTrickles_isCutOffAfterItsGrace() throws Exception {
    start(limits(LONG, LONG, SHORT, LONG, LONG));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx");
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.text()).isEqualTo("the body came too slowly");
    }
  }

  @Test
  void aRefusedBodyThatTrickles_endsTheConnection() throws Exception {
    start(limits(LONG, LONG, SHORT, LONG, LONG));
    try (RawClient client = client()) {
      client.send("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx");
      assertThat(client.answer().status()).isEqualTo(503);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aQuietConnection_isClosedWithoutAWord() throws Exception {
    start(limits(LONG, LONG, LONG, SHORT, LONG));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.answer().text()).isEqualTo("x");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void anAnswerThatNobodyReads_endsTheConnection() throws Exception {
    start(limits(LONG, LONG, LONG, LONG, SHORT));
    handler.maxBytes = 64 << 20;
    try (RawClient client = client()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(32 << 20));
      client.send(new byte[32 << 20]);
      while (server.connections().open() > 0) Thread.onSpinWait();
    }
  }

  @Test
  void waitingForUs_isNotTheClientsFault() throws Exception {
    start(limits(SHORT, SHORT, SHORT, SHORT, SHORT));
    try (RawClient client = client()) {
      client.send("POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      Runnable answer = handler.later.take();
      long until = System.nanoTime() + 3 * SHORT.toNanos();
      while (System.nanoTime() < until) Thread.onSpinWait();
      answer.run();
      assertThat(client.answer().text()).isEqualTo("x");
    }
  }

  private static HttpLimits limits(
      Duration header, Duration body, Duration grace, Duration idle, Duration write) {
    HttpLimits dflt = HttpLimits.DEFAULT;
    return new HttpLimits(
        dflt.lineBytes(),
        dflt.headerBytes(),
        dflt.headerCount(),
        header,
        body,
        grace,
        dflt.bodyBytesPerSecond(),
        write,
        idle,
        dflt.keptBytes(),
        dflt.lingerBytes(),
        SHORT);
  }

  private void start(HttpLimits limits) throws Exception {
    HttpServerConfig dflt = HttpServerConfig.at(new Endpoint("127.0.0.1", 0));
    server = new HttpServer(dflt.withLimits(limits), handler, loops, Clock.SYSTEM);
    server.start();
  }

  private RawClient client() throws Exception {
    return new RawClient(server.address());
  }
}
