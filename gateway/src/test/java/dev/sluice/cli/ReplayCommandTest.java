package dev.sluice.cli;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir private Path directory;

  private final FakeBackend backend = new FakeBackend();
  private final Commands commands = new Commands();
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

  private List<String> received() {
    assertThat(backend.requests())
        .allSatisfy(request -> assertThat(request.path()).isEqualTo("/v1/logs"));
    return FileGateway.lines(backend);
  }

  @Test
  void everyRecord_isSent_inOrder() throws Exception {
    backend.answers(request -> Reply.of(200));
    assertThat(
            commands.run("replay", file, "--to", backend.url(""), "--header", "X-Scope-OrgID=shop"))
        .as(commands.err())
        .isZero();
    assertThat(received()).containsExactly("a", "b", "c");
    assertThat(backend.requests().get(0).header("X-Scope-OrgID")).isEqualTo("shop");
    assertThat(commands.out()).contains("sent 3 requests with 3 items, 0 refused again");
  }

  @Test
  void whatIsRefusedAgain_isSaid_andPassedOver() throws Exception {
    backend.answers(request -> Reply.of(200));
    backend.willAnswer(Reply.of(400));
    assertThat(commands.run("replay", file, "--to", backend.url(""))).isEqualTo(ExitCode.FAILED);
    assertThat(received()).containsExactly("a", "b", "c");
    assertThat(commands.out()).contains("sent 2 requests with 2 items, 1 refused again");
    assertThat(commands.err()).contains("1 log record", "'loki'", "HTTP 400", "why");
  }

  @Test
  void aReceiverWithoutRoom_endsIt_andItGoesOnWhereItEnded() throws Exception {
    backend.answers(request -> Reply.of(503));
    backend.willAnswer(Reply.of(200));
    assertThat(commands.run("replay", file, "--to", backend.url(""))).isEqualTo(ExitCode.FAILED);
    assertThat(commands.err()).contains("HTTP 503", "--skip 1");

    backend.answers(request -> Reply.of(200));
    assertThat(commands.run("replay", file, "--to", backend.url(""), "--skip", "1")).isZero();
    assertThat(received()).containsExactly("a", "b", "b", "c");
  }

  @Test
  void whatIsMissingOrWrong_isSaid() {
    assertThat(commands.run("replay", file)).isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("--to");
    assertThat(commands.run("replay", "--to", backend.url(""))).isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("FILE");
    assertThat(commands.run("replay", file, "--to", "nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(commands.err()).contains("nowhere");
    String none = directory.resolve("none").toString();
    assertThat(commands.run("replay", none, "--to", backend.url(""))).isEqualTo(ExitCode.FAILED);
    assertThat(commands.err()).contains("none");
  }
}
