package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Settings;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.deadletter.DeadLetterConfig;
import dev.sluice.sending.deadletter.DeadLetters;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir private Path directory;

  private final FakeBackend backend = new FakeBackend();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String file;

  @BeforeEach
  void keepThreeRequests() throws Exception {
    var clock = new ManualClock();
    Settings settings = TestSettings.of("loki", clock, new ManualTimer(clock));
    Branch branch = Samples.branch("loki", Signal.LOGS);
    var letters = new DeadLetters(new DeadLetterConfig(directory, 1 << 20), settings, Signal.LOGS);
    letters.open();
    for (String body : List.of("a", "b", "c")) {
      letters.keep(Samples.logs(branch, "shop", body), Outcome.REJECTED_INVALID, "HTTP 400, why");
    }
    letters.close();
    try (var files = Files.list(directory)) {
      file = files.findFirst().orElseThrow().toString();
    }
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private int run(String... args) {
    return new Main(
            Distribution.standard(),
            any -> null,
            new PrintStream(out),
            new PrintStream(err),
            new Orders(),
            new Ending(new Orders(), code -> {}))
        .run(args);
  }

  private List<String> received() throws Exception {
    var bodies = new ArrayList<String>();
    for (FakeBackend.Request request : backend.requests()) {
      assertThat(request.path()).isEqualTo("/v1/logs");
      var body = new GZIPInputStream(new ByteArrayInputStream(request.body().bytes()));
      bodies.add(
          ExportLogsServiceRequest.parseFrom(body)
              .getResourceLogs(0)
              .getScopeLogs(0)
              .getLogRecords(0)
              .getBody()
              .getStringValue());
    }
    return bodies;
  }

  @Test
  void everyRecord_isSent_inOrder() throws Exception {
    backend.answers(request -> Reply.of(200));
    assertThat(run("replay", file, "--to", backend.url(""), "--header", "X-Scope-OrgID=shop"))
        .as(err.toString(UTF_8))
        .isZero();
    assertThat(received()).containsExactly("a", "b", "c");
    assertThat(backend.requests().get(0).header("X-Scope-OrgID")).isEqualTo("shop");
    assertThat(out.toString(UTF_8)).contains("sent 3 requests with 3 items, 0 refused again");
  }

  @Test
  void whatIsRefusedAgain_isSaid_andPassedOver() throws Exception {
    backend.answers(request -> Reply.of(200));
    backend.willAnswer(Reply.of(400));
    assertThat(run("replay", file, "--to", backend.url(""))).isEqualTo(ExitCode.FAILED);
    assertThat(received()).containsExactly("a", "b", "c");
    assertThat(out.toString(UTF_8)).contains("sent 2 requests with 2 items, 1 refused again");
    assertThat(err.toString(UTF_8)).contains("1 log record", "'loki'", "HTTP 400", "why");
  }

  @Test
  void aReceiverWithoutRoom_endsIt_andItGoesOnWhereItEnded() throws Exception {
    backend.answers(request -> Reply.of(503));
    backend.willAnswer(Reply.of(200));
    assertThat(run("replay", file, "--to", backend.url(""))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("HTTP 503", "--skip 1");

    backend.answers(request -> Reply.of(200));
    assertThat(run("replay", file, "--to", backend.url(""), "--skip", "1")).isZero();
    assertThat(received()).containsExactly("a", "b", "b", "c");
  }

  @Test
  void whatIsMissingOrWrong_isSaid() {
    assertThat(run("replay", file)).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", "--to", backend.url(""))).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", file, "--to", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(run("replay", directory.resolve("none").toString(), "--to", backend.url("")))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("--to", "FILE", "nowhere", "none");
  }
}
