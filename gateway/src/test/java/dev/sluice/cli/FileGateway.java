package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.StartException;
import dev.sluice.data.Account;
import dev.sluice.net.RawClient;
import dev.sluice.testkit.Balance;
import dev.sluice.testkit.FakeBackend;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in this process whose configuration is a file, as for an operator: the file is written,
 * the gateway started, told to read it again, stopped and started anew; clients talk to its ports.
 * Closing stops it and looks at its ledger.
 */
final class FileGateway implements AutoCloseable {
  private final Path config;
  private final String host;
  private @Nullable Gateway gateway;
  private boolean isStopped;

  /**
   * @param address the last number of an address that no other test has, on the loopback, so that
   *     ports may be written
   */
  FileGateway(Path scratch, int address) {
    this.config = scratch.resolve("config.yaml");
    long pid = ProcessHandle.current().pid();
    this.host = "127.%d.%d.%d".formatted(83 + pid / 250 % 100, pid % 250, address);
  }

  String host() {
    return host;
  }

  /** Writes the configuration, with this gateway's address for each {@code HOST}. */
  FileGateway write(String yaml) throws IOException {
    Files.writeString(config, yaml.replace("HOST", host));
    return this;
  }

  String written() throws IOException {
    return Files.readString(config);
  }

  FileGateway start() throws StartException {
    Plan plan = Plan.read(sources(), Distribution.standard(), Map.<String, String>of()::get);
    assertThat(plan.problems().hasErrors()).as(plan.problems().render(false)).isFalse();
    gateway = Gateway.start(plan);
    isStopped = false;
    return this;
  }

  private Sources sources() {
    return new Sources(List.of(config.toString()), List.of());
  }

  /** As after SIGHUP; whether the configuration was taken. */
  boolean reload() {
    return new Reload(Distribution.standard(), Map.<String, String>of()::get, sources(), running())
        .run();
  }

  Gateway running() {
    if (gateway == null) throw new IllegalStateException("not started");
    return gateway;
  }

  /** Of the first exporter. */
  Account account() {
    return running().ledger().accounts().iterator().next();
  }

  RawClient client() throws IOException {
    return new RawClient(new InetSocketAddress(host, 4318));
  }

  /** A request of OTLP, whose answer is not waited for. */
  static void send(RawClient client, String path, byte[] body) throws IOException {
    var request = new ByteArrayOutputStream();
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length);
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    client.send(request.toByteArray());
  }

  /** A log record with that line. */
  static RawClient.Answer post(RawClient client, String line) throws IOException {
    var record = LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(line));
    var scope = ScopeLogs.newBuilder().addLogRecords(record);
    var resource = ResourceLogs.newBuilder().addScopeLogs(scope);
    byte[] body =
        ExportLogsServiceRequest.newBuilder().addResourceLogs(resource).build().toByteArray();
    send(client, "/v1/logs", body);
    return client.answer();
  }

  /** A log record for each line, all of which are taken. */
  void take(String... lines) throws IOException {
    try (RawClient client = client()) {
      for (String line : lines) assertThat(post(client, line).status()).isEqualTo(200);
    }
  }

  /** The lines that have come to a backend which takes all, in their order. */
  static List<String> lines(FakeBackend backend) {
    List<String> lines = new ArrayList<>();
    for (FakeBackend.Request request : backend.requests()) {
      try {
        InputStream body = new ByteArrayInputStream(request.body().bytes());
        if ("gzip".equals(request.header("content-encoding"))) body = new GZIPInputStream(body);
        ExportLogsServiceRequest logs = ExportLogsServiceRequest.parseFrom(body);
        logs.getResourceLogsList().stream()
            .flatMap(resource -> resource.getScopeLogsList().stream())
            .flatMap(scope -> scope.getLogRecordsList().stream())
            .forEach(record -> lines.add(record.getBody().getStringValue()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  /** Stops it in order, with the time that its configuration gives. */
  void stop() {
    stop(running().plan().gateway().shutdownTimeout());
  }

  /** Stops it in order, within that time; its ledger can still be looked at. */
  void stop(Duration time) {
    isStopped = true;
    running().stop(time);
    balances();
  }

  /** What came is what went and what is here, for each exporter. */
  void balances() {
    running().ledger().accounts().forEach(Balance::holds);
  }

  @Override
  public void close() {
    if (gateway != null && !isStopped) stop();
  }
}
