package dev.sluice.sending.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Settings;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  private static final int MAX = 64 << 10;

  @TempDir private Path scratch;

  private final ManualClock clock = new ManualClock();
  private final Settings settings = TestSettings.of("loki/eu", clock, new ManualTimer(clock));
  private final Branch branch = Samples.branch("loki/eu", Signal.LOGS);
  private Path directory;
  private DeadLetters letters;

  @BeforeEach
  void open() throws IOException {
    directory = scratch.resolve("not/there/yet");
    letters = reopened();
  }

  private DeadLetters reopened() throws IOException {
    var opened = new DeadLetters(new DeadLetterConfig(directory, MAX), settings, Signal.LOGS);
    opened.open();
    return opened;
  }

  private void keep(String... bodies) {
    letters.keep(
        Samples.logs(branch, "shop", bodies), Outcome.REJECTED_INVALID, "HTTP 400, bad\nline");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }

  private static List<String> read(Path file) throws IOException {
    var bodies = new ArrayList<String>();
    DeadLetterFile.read(
        file,
        (letter, request) -> {
          for (var resource : ExportLogsServiceRequest.parseFrom(request).getResourceLogsList()) {
            for (var scope : resource.getScopeLogsList()) {
              scope.getLogRecordsList().forEach(r -> bodies.add(r.getBody().getStringValue()));
            }
          }
          return true;
        });
    return bodies;
  }

  @Test
  void whatIsKept_isReadBack_withWhoAndWhy() throws IOException {
    keep("a", "b");
    keep("c");

    assertThat(read(files().get(0))).containsExactly("a", "b", "c");
    DeadLetterFile.read(
        files().get(0),
        (letter, request) -> {
          assertThat(letter)
              .isEqualTo(
                  new DeadLetter(
                      "loki/eu",
                      Signal.LOGS,
                      "rejected/invalid",
                      "HTTP 400, bad line",
                      Instant.ofEpochMilli(clock.epochMillis()),
                      2));
          return false;
        });
    assertThat(Files.getPosixFilePermissions(files().get(0)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void beyondTheMaximum_theOldestFileGoes() throws IOException {
    String long1000 = "x".repeat(1000);
    for (int i = 0; i < 300; i++) keep(long1000 + i);

    long bytes = 0;
    var bodies = new ArrayList<String>();
    for (Path file : files()) {
      bytes += Files.size(file);
      bodies.addAll(read(file));
    }
    assertThat(bytes).isBetween(MAX / 2L, (long) MAX);
    assertThat(bodies).last().isEqualTo(long1000 + 299);
    assertThat(bodies).doesNotContain(long1000 + 0);
  }

  @Test
  void whatIsThereFromBefore_countsForTheMaximum() throws IOException {
    for (int i = 0; i < 50; i++) keep("x".repeat(1000));
    letters.close();
    clock.advance(java.time.Duration.ofSeconds(1));
    letters = reopened();
    for (int i = 0; i < 50; i++) keep("y".repeat(1000));

    long bytes = 0;
    for (Path file : files()) bytes += Files.size(file);
    assertThat(bytes).isLessThanOrEqualTo(MAX);
  }

  @Test
  void whatIsLargerThanTheMaximum_isCountedAsUnwritten() throws IOException {
    keep("x".repeat(MAX));
    assertThat(files()).isEmpty();
    keep("a");
    assertThat(read(files().get(0))).containsExactly("a");
  }

  @Test
  void aDirectoryThatIsGone_holdsNothingUp() throws IOException {
    Files.delete(directory);
    keep("a");
    Files.createDirectories(directory);
    keep("b");
    assertThat(read(files().get(0))).containsExactly("b");
  }

  @Test
  void aFileThatIsCutOff_isReadAsFarAsItGoes() throws IOException {
    keep("a");
    keep("b");
    byte[] whole = Files.readAllBytes(files().get(0));
    Path cut = scratch.resolve("cut");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      var taken = new ArrayList<Integer>();
      try {
        DeadLetterFile.read(cut, (letter, request) -> taken.add(letter.items()));
      } catch (IOException expected) {
        assertThat(expected).hasMessageContaining("cut");
      }
      assertThat(taken.size()).isLessThan(2);
    }
  }

  @Test
  void anotherFile_isRefused() throws IOException {
    Path other = Files.writeString(scratch.resolve("other"), "hello\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(other)).hasMessageContaining("no file of dead letters");
  }
}
