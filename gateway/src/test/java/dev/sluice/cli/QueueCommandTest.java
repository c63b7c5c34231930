package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Metadata;
import dev.sluice.sending.StoredLogs;
import dev.sluice.sending.storage.FormerFile;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.Fs;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandTest {
  @TempDir private Path storage;

  private final FakeBackend backend = new FakeBackend();
  private final Commands commands = new Commands();

  @AfterEach
  void close() {
    backend.close();
  }

  private int inspect(String... more) {
    return commands.run(
        Stream.concat(Stream.of("queue", "inspect", storage.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private int drain(String... more) {
    return commands.run(
        Stream.concat(
                Stream.of("queue", "drain", storage.toString(), "--to", backend.url("")),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private List<String> received() {
    assertThat(backend.requests())
        .allSatisfy(request -> assertThat(request.path()).isEqualTo("/v1/logs"));
    return FileGateway.lines(backend);
  }

  private Map<String, ByteBuffer> files() throws Exception {
    var files = new TreeMap<String, ByteBuffer>();
    try (Stream<Path> all = Files.walk(storage)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private void flip(Path directory, int fromEnd) throws Exception {
    Path segment = directory.resolve("00000000000000000000.seg");
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("second");
    bytes[at + fromEnd] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void inspect_saysWhatWaits_andChangesNoByte() throws Exception {
    StoredLogs.write(storage, "otlphttp/eu", "first", "second", "third");
    Map<String, ByteBuffer> before = files();
    assertThat(inspect()).as(commands.err()).isZero();
    assertThat(commands.out())
        .contains("otlphttp/eu logs", "3 log records in 3 records", "1 segments")
        .doesNotContain("damaged", "in use");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void inspect_ofADirectoryInUse_namesItsHolder() throws Exception {
    try (StoredLogs stored = StoredLogs.open(storage, "loki")) {
      stored.add(Metadata.EMPTY, "first");
      assertThat(inspect()).isZero();
      assertThat(commands.out()).contains("in use by   process " + ProcessHandle.current().pid());
      assertThat(drain()).isEqualTo(ExitCode.FAILED);
      assertThat(commands.err())
          .contains("loki", "is in use by process " + ProcessHandle.current().pid() + " on ");
    }
  }

  @Test
  void inspect_ofDamage_countsIt_leavesIt_andEndsWithOne() throws Exception {
    flip(StoredLogs.write(storage, "loki", "first", "second", "third"), 0);
    Map<String, ByteBuffer> before = files();
    assertThat(inspect()).isEqualTo(ExitCode.FAILED);
    assertThat(commands.out()).contains("damaged     1 log record in 1 records");
    assertThat(files()).isEqualTo(before);

    assertThat(inspect("--json")).isEqualTo(ExitCode.FAILED);
    assertThat(commands.out())
        .contains(
            "\"exporter\": \"loki\"",
            "\"holder\": null",
            "\"queued_items\": 3",
            "\"unreadable_items\": 1",
            "\"foreign_files\": []");
  }

  @Test
  void ofAStorageThatMoved_bothCommandsSayWhereTheRestIs() throws Exception {
    Path here = StoredLogs.write(storage, "loki", "second");
    Path before = storage.resolveSibling("elsewhere/loki/logs").toAbsolutePath().normalize();
    FormerFile.write(Fs.disk(), here, List.of(new FormerLog(before, null, 0)));
    assertThat(inspect()).as(commands.err()).isZero();
    assertThat(commands.out()).contains("  after       " + before);
    assertThat(inspect("--json")).isZero();
    assertThat(commands.out())
        .contains("\"former_directories\": [\"%s\"]".formatted(before), "\"former_trouble\": null");
    backend.answers(request -> Reply.of(200));
    assertThat(drain()).isZero();
    assertThat(commands.err()).contains("older data may be in " + before);
    assertThat(received()).containsExactly("second");
  }

  @Test
  void inspect_ofANoteThatIsDamaged_saysSo_andEndsWithOne() throws Exception {
    Path here = StoredLogs.write(storage, "loki", "first");
    Files.writeString(here.resolve("00000000000000000000.former"), "nonsense\nend 00000000\n");
    assertThat(inspect()).isEqualTo(ExitCode.FAILED);
    assertThat(commands.out())
        .contains("damaged     ", ".former is damaged: its checksum is wrong");
    assertThat(inspect("--json")).isEqualTo(ExitCode.FAILED);
    assertThat(commands.out()).contains("\"former_trouble\": \"");
  }

  @Test
  void drain_sendsInOrder_andLeavesNothing() throws Exception {
    StoredLogs.write(storage, "otlphttp/eu", "first", "second", "third");
    backend.answers(request -> Reply.of(200));
    assertThat(drain("--header", "X-Scope-OrgID=shop")).as(commands.err()).isZero();
    assertThat(received()).containsExactly("first", "second", "third");
    assertThat(backend.requests().get(0).header("X-Scope-OrgID")).isEqualTo("shop");
    assertThat(commands.out()).contains("sent 3 requests: 3 items delivered, 0 rejected");

    assertThat(inspect()).isZero();
    assertThat(commands.out()).contains("0 log records in 0 records", "3 delivered");
    assertThat(drain()).isZero();
    assertThat(backend.requests()).hasSize(3);
  }

  @Test
  void whatIsRefused_stays_untilItMayGo() throws Exception {
    StoredLogs.write(storage, "loki", "first", "second", "third");
    backend.answers(request -> Reply.of(200));
    backend.willAnswer(Reply.of(400));
    assertThat(drain()).isEqualTo(ExitCode.FAILED);
    assertThat(commands.err()).contains("refused: HTTP 400", "--discard-refused");
    inspect();
    assertThat(commands.out()).contains("1 log record in 1 records", "2 delivered");

    backend.willAnswer(Reply.of(400));
    assertThat(drain("--discard-refused")).isZero();
    inspect();
    assertThat(commands.out()).contains("0 log records", "2 delivered, 1 rejected");
  }

  @Test
  void whatWasTakenInPart_isCountedAsTheReceiverSays() throws Exception {
    StoredLogs.write(storage, "loki", "first", "second");
    var partial = ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(1).build();
    byte[] body =
        ExportLogsServiceResponse.newBuilder().setPartialSuccess(partial).build().toByteArray();
    backend.answers(request -> Reply.of(200));
    backend.willAnswer(Reply.of(200, new String(body, UTF_8)));
    assertThat(drain()).isZero();
    assertThat(commands.out()).contains("1 items delivered, 1 rejected");
  }

  @Test
  void aWrongAddress_endsIt_andNothingIsTakenForSent() throws Exception {
    StoredLogs.write(storage, "loki", "first", "second");
    backend.answers(request -> Reply.of(404));
    assertThat(drain()).isEqualTo(ExitCode.FAILED);
    assertThat(commands.err()).contains("loki logs: HTTP 404", "goes on with it");
    assertThat(backend.requests()).hasSize(1);
    inspect();
    assertThat(commands.out()).contains("2 log records in 2 records");
  }

  @Test
  void aReceiverThatIsBusyForTooLong_endsIt_andItGoesOnWhereItEnded() throws Exception {
    StoredLogs.write(storage, "loki", "first", "second");
    backend.answers(request -> Reply.of(503).with("Retry-After", "120"));
    backend.willAnswer(Reply.of(200));
    assertThat(drain()).isEqualTo(ExitCode.FAILED);
    assertThat(commands.err()).contains("HTTP 503");
    backend.answers(request -> Reply.of(200));
    assertThat(drain()).isZero();
    assertThat(received()).containsExactly("first", "second", "second");
  }

  @Test
  void aDamagedRecord_isCounted_andTheRestIsSent() throws Exception {
    flip(StoredLogs.write(storage, "loki", "first", "second", "third"), 0);
    backend.answers(request -> Reply.of(200));
    assertThat(drain()).isZero();
    assertThat(received()).containsExactly("first", "third");
    assertThat(commands.out()).contains("2 items delivered", "1 damaged");
  }

  @Test
  void theSameSignalOfTwoExporters_isNotSentTwiceUnasked() throws Exception {
    StoredLogs.write(storage, "loki", "first");
    StoredLogs.write(storage, "loki/eu", "first");
    backend.answers(request -> Reply.of(200));
    assertThat(drain()).isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("'loki'", "'loki/eu'", "--exporter");
    assertThat(drain("--exporter", "tempo")).isEqualTo(ExitCode.USAGE);
    assertThat(drain("--exporter", "loki/eu")).isZero();
    assertThat(backend.requests()).hasSize(1);
    assertThat(drain("--exporter", "loki", "--exporter", "loki/eu")).isZero();
    assertThat(backend.requests()).hasSize(2);
  }

  @Test
  void aSendersHeader_goesAlongWhereThatIsAsked() throws Exception {
    var tenant =
        new Metadata(Map.of("x-scope-orgid", List.of("shop"), "x-other", List.of("a")), "");
    for (String exporter : List.of("loki", "loki/eu")) {
      try (StoredLogs stored = StoredLogs.open(storage, exporter)) {
        stored.add(tenant, "first");
      }
    }
    backend.answers(request -> Reply.of(200));
    assertThat(drain("--exporter", "loki", "--keep-header", "X-Scope-OrgID")).isZero();
    assertThat(backend.requests().get(0).header("X-Scope-OrgID")).isEqualTo("shop");
    assertThat(commands.err()).contains("not sent along: x-other");
    assertThat(drain("--exporter", "loki/eu")).isZero();
    assertThat(backend.requests().get(1).header("X-Scope-OrgID")).isNull();
  }

  @Test
  void whatIsMissingOrWrong_isSaid() {
    assertThat(commands.run("queue")).isEqualTo(ExitCode.USAGE);
    assertThat(commands.run("queue", "inspect")).isEqualTo(ExitCode.USAGE);
    assertThat(commands.run("queue", "drain", storage.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(commands.run("queue", "inspect", storage.resolve("none").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("none: is no directory");
    assertThat(inspect()).isZero();
    assertThat(commands.err()).contains("no queue is here");
  }
}
