package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.StartException;
import dev.sluice.data.Outcome;
import dev.sluice.sending.storage.FormerFile;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.SlowFs;
import dev.sluice.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storage that moves: what is noted of it, and what becomes of the former place later. */
@Timeout(60)
class StoredMovesTest {
  @TempDir private Path scratch;

  private StoredExporters exporters;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch);
  }

  @AfterEach
  void end() {
    exporters.close();
  }

  private List<FormerLog> noted(String storage) {
    try {
      return FormerFile.look(exporters.directory(storage));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void note(String storage, Path... formers) throws IOException {
    List<FormerLog> logs =
        List.of(formers).stream().map(former -> new FormerLog(former, null, 0)).toList();
    FormerFile.write(Fs.disk(), exporters.directory(storage), logs);
  }

  @Test
  void thatTheFormerPlaceGoesFirst_isOnTheDisk_beforeTheFormerExporterHandsOver() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, "b");
    assertThat(noted("b")).hasSize(1);
    FormerLog former = noted("b").get(0);
    assertThat(former.directory()).isEqualTo(exporters.directory("a").toRealPath());
    assertThat(former.isAnother()).isFalse();
    exporters.consume(fresh, 3, 5);
    StoredExporters.stop(old, Duration.ZERO);
    exporters.backend = exporters::take;
    exporters.awaitDelivered(5);
    Await.until("it is noted no more", () -> noted("b").isEmpty());
    assertThat(exporters.isFree("a")).isTrue();
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(0, 5));
  }

  @Test
  void aPlaceThatIsNotThereAtTheStart_isSent_onceItIsThere() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    Files.move(scratch.resolve("a"), scratch.resolve("away"));
    exporters.backend = exporters::take;
    SendingExporter fresh = exporters.first("b");
    exporters.awaitDelivered(2);
    assertThat(exporters.account().recovered()).isEqualTo(2);
    exporters.consume(fresh, 5, 7);
    exporters.awaitDelivered(4);
    Files.move(scratch.resolve("away"), scratch.resolve("a"));
    exporters.awaitDelivered(7);
    assertThat(exporters.account().recovered()).isEqualTo(5);
    assertThat(exporters.arrived).containsExactlyInAnyOrder(StoredExporters.names(0, 7));
    Await.until("it is noted no more", () -> noted("b").isEmpty());
  }

  @Test
  void aPlaceThatSomebodyElseHas_isSent_onceItIsFree() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    exporters.backend = exporters::take;
    try (StoredLogs other = StoredLogs.open(scratch.resolve("a"), "fake")) {
      exporters.first("b");
      exporters.awaitDelivered(2);
      assertThat(exporters.account().queued()).isZero();
    }
    exporters.awaitDelivered(5);
    assertThat(exporters.account().recovered()).isEqualTo(5);
  }

  @Test
  void aPlaceInWhichAnotherLogIsNow_isLeftAlone() throws Exception {
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    exporters.consume(exporters.move(old, "b"), 3, 5);
    exporters.restart();
    Files.move(scratch.resolve("a"), scratch.resolve("away"));
    StoredLogs.write(scratch.resolve("a"), "fake", "another");
    exporters.backend = exporters::take;
    exporters.first("b");
    exporters.awaitDelivered(2);
    exporters.restart();
    assertThat(exporters.onDisk("a")).isEqualTo(1);
    assertThat(noted("b")).hasSize(1);
    assertThat(exporters.arrived).containsExactly(StoredExporters.names(3, 5));
  }

  @Test
  void aNoteThatLeadsElsewhere_isNotFollowed() throws Exception {
    StoredLogs.write(scratch.resolve("a"), "loki", "of another exporter");
    Path theirs = scratch.resolve("a/loki/logs");
    SendingExporter first = exporters.first("b");
    exporters.consume(first, 0, 2);
    exporters.restart();
    note("b", theirs);
    exporters.backend = exporters::take;
    SendingExporter again = exporters.first("b");
    exporters.awaitDelivered(2);
    assertThat(exporters.account().recovered()).isEqualTo(2);
    // No move is made that would rely on it.
    SendingExporter other = exporters.move(again, "c");
    assertThatThrownBy(() -> exporters.after(other, "b"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cannot note there which place is to be emptied first")
        .hasMessageContaining("names %s, which is no place of this exporter".formatted(theirs));
    exporters.restart();
    assertThat(Files.exists(theirs.resolve("LOCK"))).isTrue();
    assertThat(noted("b")).hasSize(1);
  }

  @Test
  void aNoteOfItself_isForgotten() throws Exception {
    SendingExporter first = exporters.first("b");
    exporters.consume(first, 0, 2);
    exporters.restart();
    note("b", exporters.directory("b").toRealPath());
    exporters.backend = exporters::take;
    exporters.first("b");
    exporters.awaitDelivered(2);
    Await.until("it is forgotten", () -> noted("b").isEmpty());
  }

  @Test
  void aPlaceOfItsOwnThatCannotBeOpenedInItsTurn_isTriedAgain() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, "a");
    disk.fail();
    StoredExporters.stop(old, Duration.ZERO);
    exporters.consume(fresh, 3, 4);
    assertThat(exporters.account().queued()).isEqualTo(4);
    disk.goOn();
    Await.until("it is open", () -> !exporters.isFree("a"));
    Await.until("what comes is written there", () -> written(fresh));
    exporters.backend = exporters::take;
    exporters.awaitDelivered(exporters.account().accepted());
    assertThat(exporters.account().recovered()).isZero();
    assertThat(exporters.account().settled(Outcome.Kind.DROPPED)).isZero();
  }

  private int next = 10;

  private boolean written(SendingExporter exporter) {
    exporters.consume(exporter, next, next + 1);
    next++;
    try {
      return exporters.onDisk("a") > 3;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFormerPlaceThatCannotBeOpenedInItsTurn_isTriedAgain() throws Exception {
    var disk = new SlowFs();
    exporters.disk("a", disk);
    SendingExporter old = exporters.first("a");
    exporters.consume(old, 0, 3);
    SendingExporter fresh = exporters.after(old, null);
    disk.fail();
    StoredExporters.stop(old, Duration.ZERO);
    exporters.backend = exporters::take;
    exporters.consume(fresh, 3, 5);
    exporters.awaitDelivered(2);
    assertThat(exporters.account().queued()).isEqualTo(3);
    disk.goOn();
    exporters.awaitDelivered(5);
    assertThat(exporters.account().recovered()).isZero();
    Await.until("it is given back", () -> exporters.isFree("a"));
  }
}
