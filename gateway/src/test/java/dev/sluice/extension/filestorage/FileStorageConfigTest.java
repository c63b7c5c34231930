package dev.sluice.extension.filestorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileStorageConfigTest {
  @TempDir private Path directory;

  @Test
  void nothingWritten_isTheDefault() {
    Section section = Sections.empty();
    var config = FileStorageConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config)
        .isEqualTo(
            new FileStorageConfig(
                "/var/lib/otelcol/file_storage",
                true,
                0750,
                true,
                10_737_418_240L,
                null,
                WhenFull.REFUSE));
  }

  @Test
  void everyKey_isRead() {
    Section section =
        Sections.parse(
            """
            directory: /data/queue
            create_directory: false
            directory_permissions: "0700"
            fsync: false
            max_bytes: 16777216
            min_free: 1048576
            when_full: drop_oldest
            """);
    var config = FileStorageConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    assertThat(config)
        .isEqualTo(
            new FileStorageConfig(
                "/data/queue", false, 0700, false, 16_777_216, 1_048_576L, WhenFull.DROP_OLDEST));
  }

  @Test
  void mistakes_areExplained() throws IOException {
    var all = new StringBuilder();
    for (String yaml :
        List.of(
            "directory: [a]",
            "directory: \"\"",
            "create_directory: perhaps",
            "directory_permissions: \"0999\"",
            "fsync: always",
            "max_bytes: 1024",
            "max_bytes: 10GiB",
            "min_free: -1",
            "when_full: drop",
            "timeout: soon",
            "timeout: 10s",
            "compaction: {on_start: true, directory: /tmp}",
            "recreate: true",
            "max_size: 1",
            "engine: sqlite")) {
      Section section = Sections.parse(yaml + "\n");
      FileStorageConfig.read(section);
      all.append("### ").append(yaml).append('\n').append(Sections.problems(section)).append('\n');
    }
    Golden.assertMatches("extension/filestorage-mistakes.txt", all.toString());
  }

  private static FileStorageConfig at(Path directory, boolean create) {
    return new FileStorageConfig(
        directory.toString(), create, 0700, true, 1 << 30, 0L, WhenFull.REFUSE);
  }

  @Test
  void aDirectory_isMade_forItsOwnerAlone() throws Exception {
    Path missing = directory.resolve("a").resolve("b");
    Storage storage = StorageDirectory.prepare(at(missing, true));
    assertThat(storage.directory()).isEqualTo(missing);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(missing)))
        .isEqualTo("rwx------");
  }

  @Test
  void aMissingDirectory_endsTheStart_whereItIsNotToBeMade() {
    Path missing = directory.resolve("none");
    assertThatThrownBy(() -> StorageDirectory.prepare(at(missing, false)))
        .isInstanceOf(StartException.class)
        .hasMessage("directory %s is not there, and create_directory is false", missing);
    assertThat(missing).doesNotExist();
  }

  @Test
  void whatIsNoDirectory_orCannotBeMade_endsTheStart_byName() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertThatThrownBy(() -> StorageDirectory.prepare(at(file, true)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> StorageDirectory.prepare(at(file.resolve("below"), true)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> StorageDirectory.prepare(at(Path.of("/proc/none"), true)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/proc/none");
  }

  @Test
  void withoutFsync_itIsSaidWhatALossOfPowerCosts() throws Exception {
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Logger log = (Logger) LoggerFactory.getLogger(StorageDirectory.class);
    log.addAppender(events);
    try {
      StorageDirectory.prepare(at(directory, true));
      assertThat(events.list).isEmpty();
      StorageDirectory.prepare(
          new FileStorageConfig(
              directory.toString(), true, 0700, false, 1 << 30, 0L, WhenFull.REFUSE));
    } finally {
      log.detachAppender(events);
    }
    assertThat(events.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .contains(directory.toString(), "fsync is false", "half minute")
                  .contains("if only this process ends, nothing is");
            });
  }
}
