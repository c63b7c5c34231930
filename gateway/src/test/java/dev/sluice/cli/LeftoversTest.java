package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.component.Shared;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Metadata;
import dev.sluice.sending.StoredLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a storage holds for nobody is named at start, and stays. */
class LeftoversTest {
  private static final ComponentId ID = ComponentId.parse("file_storage/big");

  @TempDir private Path storage;

  private final Logger log = (Logger) LoggerFactory.getLogger(Leftovers.class);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Shared shared = new Shared();

  @BeforeEach
  void listen() {
    events.start();
    log.addAppender(events);
    shared.put(
        Storage.class, ID.toString(), new Storage(storage, true, 1 << 30, 0, WhenFull.REFUSE));
  }

  @AfterEach
  void stop() {
    log.detachAppender(events);
    shared.close();
  }

  private List<String> named() {
    Leftovers.name(List.of(ComponentId.parse("health_check"), ID), shared);
    return events.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void whatWaitsForAnExporterThatIsGone_isNamedWithItsNumberAndTheWay() throws Exception {
    Path queue = StoredLogs.write(storage, "loki/eu", "one", "two");
    assertThat(named())
        .containsExactly(
            ("extension 'file_storage/big': 2 log records wait in %s for exporter 'loki/eu',"
                    + " which does not use it; they stay there."
                    + " To send them: sluice queue drain %s --to URL")
                .formatted(queue, queue));
  }

  @Test
  void whatSomebodyUses_andWhatIsEmpty_isNotNamed() throws Exception {
    Files.createDirectories(storage.resolve("otlphttp/logs"));
    try (StoredLogs used = StoredLogs.open(storage, "loki")) {
      used.add(Metadata.EMPTY, "one");
      assertThat(named()).isEmpty();
    }
  }
}
