package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.tls.TlsFixtures;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class StrangersTest {
  private static final String TLS =
      "tls: {cert_file: %s, key_file: %s}"
          .formatted(TlsFixtures.file("server.pem"), TlsFixtures.file("server.key"));
  private static final byte[] HTTP_1 =
      "POST /v1/logs HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Logger log = (Logger) LoggerFactory.getLogger(Strangers.class);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  @BeforeEach
  void listen() {
    events.start();
    log.addAppender(events);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(events);
  }

  @Test
  void httpOnTheWrongPort_isNamed() throws Exception {
    send("", HTTP_1);
    assertThat(events.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).contains("OTLP over HTTP"));
  }

  @Test
  void tlsWhereThereIsNone_isNamed() throws Exception {
    byte[] hello = new byte[64];
    hello[0] = 22;
    hello[1] = 3;
    send("", hello);
    assertThat(events.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).contains("speaks TLS"));
  }

  @Test
  void plainTextWhereThereIsTls_isNamed() throws Exception {
    send(TLS, HTTP_1);
    assertThat(events.list)
        .singleElement()
        .satisfies(event -> assertThat(event.getFormattedMessage()).contains("speaks no TLS"));
  }

  @Test
  void aProbe_isNoStranger() throws Exception {
    send("", new byte[0]);
    send(TLS, new byte[0]);
    assertThat(events.list).isEmpty();
  }

  /** Until the server has hung up. */
  private static void send(String yaml, byte[] bytes) throws Exception {
    GrpcServerConfig config =
        GrpcServerConfig.read(Sections.parse(yaml), new Endpoint("127.0.0.1", 0));
    try (EventLoops loops = new EventLoops(1)) {
      GrpcServer server = new GrpcServer(config, loops, Map.of(), Clock.SYSTEM);
      server.start();
      try (Socket client = new Socket("127.0.0.1", server.port())) {
        client.getOutputStream().write(bytes);
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      } finally {
        server.stop(Duration.ofSeconds(1));
      }
    }
  }
}
