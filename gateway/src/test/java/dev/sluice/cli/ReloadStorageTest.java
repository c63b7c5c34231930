package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.sending.StoredLogs;
import dev.sluice.sending.StoredQueue;
import dev.sluice.sending.storage.LogSurvey;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reload that gives an exporter storage, takes it away, or moves it. */
@Timeout(120)
class ReloadStorageTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  private static final String YAML =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "HOST:4318"}}}
      exporters:
        debug: {}
        otlphttp:
          endpoint: "BACKEND"
          compression: none
          retry_on_failure: {initial_interval: 20ms, max_interval: 50ms}
          sending_queue: {num_consumers: 1STORAGE}
      extensions:
        health_check: {endpoint: "HOST:13133"}
      EXTENSIONS
      service:
        extensions: [health_checkSTARTED]
        telemetry: {metrics: {level: none}}
        pipelines:
          logs: {receivers: [otlp], exporters: [EXPORTERS]}
      """;

  @TempDir private Path scratch;

  private final Set<Thread> others = Thread.getAllStackTraces().keySet();
  private final FakeBackend backend = new FakeBackend();
  private FileGateway gateway;

  @AfterEach
  void stop() {
    gateway.close();
    backend.close();
  }

  /** Without storage. */
  private void write(String backendUrl) throws Exception {
    write(backendUrl, "", "");
  }

  /** With a storage of that name, whose extension has these keys. */
  private void write(String backendUrl, String storage, String keys) throws Exception {
    boolean is = !storage.isEmpty();
    String yaml =
        YAML.replace("BACKEND", backendUrl)
            .replace("1STORAGE", is ? "1, storage: " + storage : "1")
            .replace("EXTENSIONS", is ? "  %s: {min_free: 0, %s}".formatted(storage, keys) : "")
            .replace("STARTED", is ? ", " + storage : "")
            .replace("EXPORTERS", "otlphttp");
    if (gateway == null) gateway = new FileGateway(scratch, 8);
    gateway.write(yaml);
  }

  private String in(String directory) {
    return "directory: " + scratch.resolve(directory);
  }

  private void reload() {
    assertThat(gateway.reload()).isTrue();
    gateway.balances();
  }

  private static String[] lines(int from, int to) {
    var lines = new ArrayList<String>();
    for (int i = from; i < to; i++) lines.add("line " + i);
    return lines.toArray(String[]::new);
  }

  private void awaitArrived(int lines) {
    Account account = gateway.account();
    Await.until("everything arrives", () -> account.queued() == 0);
    gateway.balances();
    assertThat(FileGateway.lines(backend)).containsExactly(lines(0, lines));
  }

  private long onDisk(String directory) throws Exception {
    Path queue = StoredQueue.in(scratch.resolve(directory)).get(0).directory();
    return LogSurvey.glance(queue).openItems();
  }

  @Test
  void anExporterThatGainsStorage_hasOnDisk_whatItHadInMemory() throws Exception {
    write(NOWHERE);
    gateway.start().take(lines(0, 20));
    write(NOWHERE, "file_storage", in("a"));
    reload();
    gateway.take(lines(20, 30));
    assertThat(gateway.account().queued()).isEqualTo(30);
    assertThat(gateway.account().recovered()).isZero();
    gateway.stop(Duration.ofMillis(200));
    assertThat(onDisk("a")).isEqualTo(30);

    write(backend.url(""), "file_storage", in("a"));
    gateway.start();
    Await.until("everything arrives", () -> gateway.account().queued() == 0);
    // What was under way at the reload came behind, where nobody asks for order.
    assertThat(FileGateway.lines(backend)).containsExactlyInAnyOrder(lines(0, 30));
    assertThat(gateway.account().recovered()).isEqualTo(30);
  }

  @Test
  void anExporterThatLosesStorage_sendsWhatIsOnDisk_once() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 20));
    write(NOWHERE);
    reload();
    assertThat(gateway.account().queued()).isEqualTo(20);
    write(backend.url(""));
    reload();
    awaitArrived(20);
    gateway.take(lines(20, 25));
    awaitArrived(25);
    assertThat(gateway.account().recovered()).isZero();
    assertThat(onDisk("a")).isZero();
    // It is nobody's any more.
    Await.until("the directory is given back", () -> isFree("a"));
  }

  private boolean isFree(String directory) {
    try {
      return LogSurvey.glance(StoredQueue.in(scratch.resolve(directory)).get(0).directory())
              .holder()
          == null;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsNotSentOfALostStorage_staysOnDisk_andWhatIsNewIsCounted() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 20));
    write(NOWHERE);
    reload();
    gateway.take("new");
    Account account = gateway.account();
    gateway.stop(Duration.ofMillis(200));
    assertThat(account.settled(Outcome.DROPPED_SHUTDOWN)).isEqualTo(1);
    assertThat(account.queued()).isEqualTo(20);
    assertThat(onDisk("a")).isEqualTo(20);

    write(backend.url(""), "file_storage", in("a"));
    gateway.start();
    awaitArrived(20);
  }

  @Test
  void aStorageThatMoves_isEmptiedFirst_andOrderStays() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("b"));
    reload();
    gateway.take(lines(10, 20));
    write(NOWHERE, "file_storage/other", in("c"));
    reload();
    gateway.take(lines(20, 30));
    assertThat(gateway.account().queued()).isEqualTo(30);
    write(backend.url(""), "file_storage/other", in("c"));
    reload();
    awaitArrived(30);
    assertThat(gateway.account().recovered()).isZero();
    gateway.stop();
    for (String directory : new String[] {"a", "b", "c"}) assertThat(onDisk(directory)).isZero();
  }

  @Test
  void aStorageThatComesBack_hasWhatIsStillThere_andOrderStays() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("b"));
    reload();
    gateway.take(lines(10, 20));
    write(NOWHERE, "file_storage", in("a"));
    reload();
    gateway.take(lines(20, 25));
    assertThat(gateway.account().queued()).isEqualTo(25);
    write(backend.url(""), "file_storage", in("a"));
    reload();
    awaitArrived(25);
    assertThat(gateway.account().recovered()).isZero();
  }

  @Test
  void aStorageThatComesBack_hasItsOrderAfterARestart() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("b"));
    reload();
    gateway.take(lines(10, 20));
    write(NOWHERE, "file_storage", in("a"));
    reload();
    gateway.take(lines(20, 25));
    gateway.stop(Duration.ofMillis(200));
    write(backend.url(""), "file_storage", in("a"));
    gateway.start();
    awaitArrived(25);
    assertThat(gateway.account().recovered()).isEqualTo(25);
    assertThat(onDisk("b")).isZero();
  }

  @Test
  void ofAStorageThatMovedTwice_aRestartSendsTheRestOfAllPlaces_inOrder() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("b"));
    reload();
    gateway.take(lines(10, 15));
    write(NOWHERE, "file_storage/other", in("c"));
    reload();
    gateway.take(lines(15, 20));
    gateway.stop(Duration.ofMillis(200));
    write(NOWHERE, "file_storage/other", in("c"));
    gateway.start();
    assertThat(gateway.account().recovered()).isEqualTo(20);
    gateway.stop(Duration.ofMillis(200));
    write(backend.url(""), "file_storage/other", in("c"));
    gateway.start();
    assertThat(gateway.account().recovered()).isEqualTo(20);
    awaitArrived(20);
    for (String directory : new String[] {"a", "b"}) {
      Await.until("it is given back", () -> isFree(directory));
      assertThat(onDisk(directory)).isZero();
    }
    Await.until("no place goes before another", () -> notes() == 0);
  }

  /** In how many places it is noted that another one goes first. */
  private long notes() {
    try (Stream<Path> files = Files.walk(scratch)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".former") && !file.contains("-later"))
          .count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKillInTheMidstOfAMove_leavesNothingBehind() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("b"));
    reload();
    gateway.take(lines(10, 15));
    kill("a", "b");
    write(backend.url(""), "file_storage", in("b"));
    gateway.start();
    assertThat(gateway.account().recovered()).isEqualTo(15);
    awaitArrived(15);
    Await.until("the former place is given back", () -> isFree("a"));
    assertThat(onDisk("a")).isZero();
    Await.until("no place goes before another", () -> notes() == 0);
  }

  /** What a kill leaves is what the files hold at that moment: no word is written after it. */
  private void kill(String... directories) throws Exception {
    for (String directory : directories) copy(scratch.resolve(directory), copyOf(directory));
    gateway.stop(Duration.ofMillis(100));
    for (String directory : directories) {
      Files.move(scratch.resolve(directory), scratch.resolve(directory + "-later"));
      Files.move(copyOf(directory), scratch.resolve(directory));
    }
  }

  private Path copyOf(String directory) {
    return scratch.resolve(directory + "-killed");
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  @Test
  void aReloadThatComesToNothing_leavesNoNoteOfAMove() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 5));
    write(NOWHERE, "file_storage", in("b"));
    String taken = gateway.host() + ":13134";
    gateway.write(gateway.written().replace(gateway.host() + ":13133", taken));
    try (var port = new ServerSocket()) {
      port.bind(new InetSocketAddress(gateway.host(), 13134));
      assertThat(gateway.reload()).isFalse();
    }
    assertThat(Files.isDirectory(scratch.resolve("b/otlphttp/logs"))).isTrue();
    assertThat(notes()).isZero();
  }

  @Test
  void otherBounds_andAnotherNameForOneDirectory_goOnWithTheSameFiles() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    write(NOWHERE, "file_storage", in("a") + ", max_bytes: 8388608, when_full: drop_oldest");
    reload();
    gateway.take(lines(10, 20));
    Files.createSymbolicLink(scratch.resolve("link"), scratch.resolve("a"));
    write(NOWHERE, "file_storage/two", in("link"));
    reload();
    gateway.take(lines(20, 30));
    write(backend.url(""), "file_storage/two", in("link"));
    reload();
    awaitArrived(30);
    assertThat(gateway.account().recovered()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeOpened_leavesEverythingAsItWas() throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 5));
    Files.writeString(scratch.resolve("file"), "no directory");
    write(NOWHERE, "file_storage", in("file"));
    assertThat(gateway.reload()).isFalse();
    try (StoredLogs other = StoredLogs.open(scratch.resolve("b"), "otlphttp")) {
      write(NOWHERE, "file_storage", in("b"));
      assertThat(gateway.reload()).isFalse();
      gateway.take(lines(5, 10));
    }
    assertThat(gateway.account().queued()).isEqualTo(10);
    assertThat(onDisk("a")).isEqualTo(10);
    write(backend.url(""), "file_storage", in("b"));
    reload();
    awaitArrived(10);
  }

  @Test
  void anExporterThatIsTakenAway_leavesOnDiskWhatItCannotSend_andHasItWhenItIsBack()
      throws Exception {
    write(NOWHERE, "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    Account account = gateway.account();
    String with = gateway.written();
    gateway.write(with.replace("exporters: [otlphttp]", "exporters: [debug]"));
    reload();
    assertThat(account.queued()).isEqualTo(10);
    // While it still tries to send.
    gateway.write(with);
    reload();
    gateway.take(lines(10, 15));
    assertThat(account.queued()).isEqualTo(15);
    gateway.write(
        with.replace("exporters: [otlphttp]", "exporters: [debug]")
            .concat("sluice: {shutdown_timeout: 100ms}\n"));
    reload();
    Await.until("it has ended", () -> isFree("a"));
    assertThat(account.queued()).isEqualTo(15);
    assertThat(onDisk("a")).isEqualTo(15);
    gateway.write(with.replace(NOWHERE, backend.url("")));
    reload();
    awaitArrived(15);
    assertThat(account.recovered()).isZero();
  }

  @Test
  void anExporterThatIsTakenAway_sendsWhatIsOnDisk_asLongAsAStopMayTake() throws Exception {
    backend.answers(request -> Reply.of(503));
    write(backend.url(""), "file_storage", in("a"));
    gateway.start().take(lines(0, 10));
    Account account = gateway.account();
    gateway.write(gateway.written().replace("exporters: [otlphttp]", "exporters: [debug]"));
    reload();
    backend.answers(request -> Reply.of(200));
    Await.until("everything is delivered", () -> account.settled(Outcome.DELIVERED) == 10);
    Await.until("it has ended", () -> isFree("a"));
    assertThat(StoredQueue.in(scratch.resolve("a"))).hasSize(1);
    assertThat(onDisk("a")).isZero();
  }

  @Test
  void aStorageThatNobodyUses_comesAndGoes() throws Exception {
    write(backend.url(""), "file_storage", in("a"));
    String with = gateway.written().replace(", storage: file_storage", "");
    write(backend.url(""));
    gateway.start();
    gateway.write(with);
    reload();
    gateway.take(lines(0, 3));
    write(backend.url(""));
    reload();
    awaitArrived(3);
    assertThat(Files.isDirectory(scratch.resolve("a"))).isTrue();
  }

  @Test
  void manyMoves_leaveNoThreads_andNoOpenFiles() throws Exception {
    write(backend.url(""), "file_storage", in("a"));
    gateway.start().take(lines(0, 1));
    for (int i = 1; i <= 50; i++) {
      write(backend.url(""), "file_storage", in(i % 2 == 0 ? "a" : "b"));
      reload();
      gateway.take("line " + i);
    }
    awaitArrived(51);
    Await.until("the other place is given back", () -> isFree("b"));
    Await.until("one log has its thread", () -> threads("sluice-log-") == 1);
    Await.until("nothing is emptied", () -> threads("sluice-empty-") == 0);
    Await.until("nobody leaves", () -> threads("sluice-retire-") == 0);
    assertThat(notes()).isZero();
    // The lock, and of one segment what is in it and what became of that.
    assertThat(openFiles()).isLessThanOrEqualTo(4);
  }

  /** Of this test: another one may have left some behind. */
  private long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name) && !others.contains(thread))
        .count();
  }

  /** In the directories of this test, where the system says. */
  private long openFiles() throws IOException {
    Path files = Path.of("/proc/self/fd");
    if (!Files.isDirectory(files)) return 0;
    try (Stream<Path> all = Files.list(files)) {
      return all.filter(this::isOurs).count();
    }
  }

  private boolean isOurs(Path file) {
    try {
      return Files.readSymbolicLink(file).startsWith(scratch);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
