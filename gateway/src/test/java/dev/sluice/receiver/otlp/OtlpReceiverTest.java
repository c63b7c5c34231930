package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Refusal;
import dev.sluice.component.StartException;
import dev.sluice.net.RawClient;
import dev.sluice.net.tls.TlsFixtures;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the receiver says and counts, and how it starts and stops. */
@Timeout(60)
class OtlpReceiverTest {
  private static final byte[] SPANS = Requests.smallest(Signal.TRACES).bytes();
  private static final String TYPE = "Content-Type: application/x-protobuf";

  @Test
  void itemsAndRequests_areCounted_byTransport() throws Exception {
    try (Doors doors = Doors.open();
        RawClient client = doors.http();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      assertThat(accepted(doors, "http")).isZero();
      for (int i = 0; i < 2; i++) post(client, SPANS, 200);
      caller.call(Signal.TRACES, SPANS);
      long items = doors.intake(Signal.TRACES).items() / 3;
      assertThat(accepted(doors, "http")).isEqualTo(2 * items);
      assertThat(accepted(doors, "grpc")).isEqualTo(items);

      byte[] cut = Arrays.copyOf(SPANS, 50);
      post(client, cut, 400);
      caller.call(Signal.TRACES, cut);
      assertThat(requests(doors, "malformed", "http")).isEqualTo(1);
      assertThat(requests(doors, "malformed", "grpc")).isEqualTo(1);

      doors.intake(Signal.TRACES).refuse(new Refusal("full", Duration.ofSeconds(1)));
      post(client, SPANS, 503);
      caller.call(Signal.TRACES, SPANS);
      assertThat(requests(doors, "refused", "http")).isEqualTo(1);
      assertThat(requests(doors, "refused", "grpc")).isEqualTo(1);
      assertThat(accepted(doors, "http")).isEqualTo(2 * items);
    }
  }

  private static double accepted(Doors doors, String transport) {
    return doors.counter(
        "otelcol_receiver_accepted_spans", "receiver", "otlp", "transport", transport);
  }

  private static double requests(Doors doors, String what, String transport) {
    return doors.counter(
        "sluice_receiver_%s_requests_total".formatted(what),
        "receiver",
        "otlp",
        "transport",
        transport,
        "signal",
        "traces");
  }

  @Test
  void theFirstData_isSaidOnce_perSignalAndTransport() throws Exception {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger("dev.sluice.receiver.otlp");
    log.addAppender(events);
    try (Doors doors = Doors.open();
        RawClient client = doors.http();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      for (int i = 0; i < 3; i++) {
        post(client, SPANS, 200);
        post(client, new byte[0], 200);
        caller.call(Signal.TRACES, SPANS);
        caller.call(Signal.LOGS, Requests.smallest(Signal.LOGS).bytes());
      }
    } finally {
      log.detachAppender(events);
    }
    assertThat(events.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.startsWith("first data"))
        .hasSize(3)
        .anyMatch(
            line ->
                line.startsWith("first data: traces from service.name=\"")
                    && line.contains("by http from 127.0.0.1"))
        .anyMatch(
            line ->
                line.contains("first data: logs from service.name=\"") && line.contains("by grpc"));
  }

  @Test
  void firstDataOfAServiceWithoutAName_isSaidSo() throws Exception {
    byte[] nameless =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder().addLogRecords(LogRecord.getDefaultInstance())))
            .build()
            .toByteArray();
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger("dev.sluice.receiver.otlp");
    log.addAppender(events);
    try (Doors doors = Doors.open();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      caller.call(Signal.LOGS, nameless);
    } finally {
      log.detachAppender(events);
    }
    assertThat(events.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(
            line -> line.startsWith("first data: logs from a service without a name by grpc from"));
  }

  @Test
  void theStart_saysWhereEachProtocolIs_asInTheConfiguration() throws Exception {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger("dev.sluice.receiver.otlp");
    log.addAppender(events);
    try (Doors doors = Doors.open()) {
      assertThat(events.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "receiver 'otlp': gRPC on 127.0.0.1:" + doors.grpcPort(),
              "receiver 'otlp': HTTP on 127.0.0.1:" + doors.httpPort());
    } finally {
      log.detachAppender(events);
    }
  }

  @Test
  void aPortInUse_namesTheProtocol_andLeavesNothingOpen() throws Exception {
    try (Doors first = Doors.open()) {
      String taken = "\"127.0.0.1:%d\"".formatted(first.httpPort());
      assertThatThrownBy(() -> Doors.open("", "endpoint: " + taken))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("protocols::http: cannot listen on 127.0.0.1:")
          .hasMessageEndingWith("the address is in use by another process");
    }
  }

  @Test
  void stop_letsARequestFinish_andTakesNoMore() throws Exception {
    Doors doors = Doors.open();
    try (RawClient client = doors.http()) {
      byte[] request = Requests.post("/v1/traces", SPANS, TYPE);
      client.send(Arrays.copyOf(request, request.length - 1));
      while (doors.intake(Signal.TRACES).reserved() == 0) Thread.onSpinWait();
      Thread stopping = new Thread(doors::stop);
      stopping.start();
      while (canConnect(doors)) Thread.onSpinWait();
      client.send(new byte[] {request[request.length - 1]});
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.isEnded()).isTrue();
      stopping.join();
      assertThat(doors.intake(Signal.TRACES).accepted()).hasSize(1);
    } finally {
      doors.close();
    }
  }

  private static boolean canConnect(Doors doors) {
    try (RawClient client = doors.http()) {
      return client != null;
    } catch (Exception refused) {
      return false;
    }
  }

  @Test
  void bothDoors_speakTls() throws Exception {
    String tls =
        "tls: {cert_file: %s, key_file: %s}"
            .formatted(TlsFixtures.file("server.pem"), TlsFixtures.file("server-pkcs1.key"));
    try (Doors doors = Doors.open(tls, tls);
        RawClient client =
            new RawClient(
                TlsFixtures.client(null, null).createSocket("127.0.0.1", doors.httpPort()));
        GrpcCaller caller = GrpcCaller.overTls(doors.grpcPort())) {
      post(client, SPANS, 200);
      assertThat(caller.call(Signal.TRACES, SPANS).status().isOk()).isTrue();
      assertThat(doors.intake(Signal.TRACES).accepted()).hasSize(2);
    }
  }

  private static void post(RawClient client, byte[] body, int status) throws Exception {
    client.send(Requests.post("/v1/traces", body, TYPE));
    assertThat(client.answer().status()).isEqualTo(status);
  }
}
