package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.exporter.loki.FakeLoki;
import dev.sluice.testkit.Await;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A Loki at its default limits, whose tenant has used them up, gets more than its burst at once.
 */
class LokiRateTest {
  private static final long RATE = 4 << 20;
  private static final long BURST = 6 << 20;
  private static final int LINES = 603;
  private static final int BYTES = 6_332_331;
  private static final int SMALL = 20;

  @Test
  void aBatchLargerThanTheBurst_isStoredWhole_andSmallLogsFollowIt() throws Exception {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger("dev.sluice.sending");
    log.addAppender(events);
    InetSocketAddress door = free();
    try (FakeLoki loki = new FakeLoki();
        Gateway gateway = Gateway.start(plan(door, loki.url()))) {
      loki.limitRatePerSecond(RATE, BURST);
      post(door, large());
      for (int i = 0; i < SMALL; i++) post(door, logs(1, 10));
      Await.until("all lines are stored", () -> loki.storedLines("fake") == LINES + SMALL);
      Await.until("the ledger knows", () -> delivered(gateway) == LINES + SMALL);
      assertThat(loki.tooFast()).isPositive().isLessThan(15);
      assertThat(loki.plainSizes()).allMatch(size -> size <= 1 << 20);
    } finally {
      log.detachAppender(events);
    }
    List<String> lines =
        events.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("ngestion rate limit exceeded"))
            .toList();
    // A test of less than ten seconds has one, and one of twenty at most two.
    assertThat(lines)
        .isNotEmpty()
        .hasSizeLessThan(4)
        .allMatch(line -> line.contains("retrying in"));
  }

  private static long delivered(Gateway gateway) {
    long delivered = 0;
    for (Account account : gateway.ledger().accounts()) {
      delivered += account.settled(Outcome.DELIVERED);
      assertThat(account.settled(Outcome.Kind.DROPPED)).isZero();
      assertThat(account.settled(Outcome.Kind.REJECTED)).isZero();
    }
    return delivered;
  }

  private static Plan plan(InetSocketAddress door, String loki) {
    String yaml =
        """
        receivers:
          otlp: {protocols: {http: {endpoint: "%s"}}}
        processors:
          batch:
        exporters:
          loki: {endpoint: "%s"}
        service:
          telemetry: {metrics: {level: none}}
          pipelines:
            logs: {receivers: [otlp], processors: [batch], exporters: [loki]}
        """
            .formatted(door.getAddress().getHostAddress() + ":" + door.getPort(), loki);
    Plan plan =
        Plan.read(
            new Sources(List.of("yaml:" + yaml), List.of()),
            Distribution.standard(),
            Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    return plan;
  }

  private static InetSocketAddress free() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }

  private static void post(InetSocketAddress door, ExportLogsServiceRequest logs) throws Exception {
    var uri = URI.create("http://127.0.0.1:%d/v1/logs".formatted(door.getPort()));
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(logs.toByteArray()))
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static ExportLogsServiceRequest large() {
    int each = BYTES / LINES;
    ExportLogsServiceRequest logs = logs(LINES, each);
    int rest = BYTES - LINES * each;
    var builder = logs.toBuilder();
    var first = builder.getResourceLogsBuilder(0).getScopeLogsBuilder(0).getLogRecordsBuilder(0);
    first.getBodyBuilder().setStringValue(first.getBody().getStringValue() + "x".repeat(rest));
    return builder.build();
  }

  /** Each is different, and the body is the line. */
  private static ExportLogsServiceRequest logs(int lines, int bytes) {
    var random = new SplittableRandom();
    var scope = ScopeLogs.newBuilder();
    for (int i = 0; i < lines; i++) {
      var text = new StringBuilder();
      while (text.length() < bytes) text.append(Long.toHexString(random.nextLong()));
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(random.nextLong(1, Long.MAX_VALUE))
              .setBody(AnyValue.newBuilder().setStringValue(text.substring(0, bytes))));
    }
    var raw =
        KeyValue.newBuilder()
            .setKey("loki.format")
            .setValue(AnyValue.newBuilder().setStringValue("raw"));
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(raw))
                .addScopeLogs(scope))
        .build();
  }
}
