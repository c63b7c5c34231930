package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.data.Account;
import dev.sluice.data.Outcome;
import dev.sluice.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An exporter whose storage moves, goes and comes back at any time, while its backend is there or
 * not: each record arrives once, or is counted as dropped, and no memory is held for it afterwards.
 */
@Timeout(120)
class StoredMovesModelTest {
  private static final long SHARE = 30_000;
  private static final int STEPS = 40;

  @TempDir private Path scratch;

  private StoredExporters exporters;
  private final Deque<SendingExporter> leaving = new ArrayDeque<>();
  private final List<Thread> stops = new ArrayList<>();
  private SendingExporter now;
  private int sent;
  private long dropped;

  @BeforeEach
  void begin() {
    exporters = new StoredExporters(scratch);
    exporters.share(SHARE);
  }

  @AfterEach
  void end() {
    exporters.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whateverMoves_eachRecordArrivesOnce_orIsCounted(long seed) throws Exception {
    var random = new Random(seed);
    if (random.nextBoolean()) exporters.withoutOrder();
    now = exporters.first(anyPlace(random));
    for (int i = 0; i < STEPS; i++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> consume(random.nextInt(20));
        case 4, 5 -> replace(anyPlace(random));
        case 6 -> comeBack(anyPlace(random));
        case 7 -> stopOne(random);
        case 8 -> toggle(random);
        default -> {
          if (random.nextInt(3) == 0) restart(anyPlace(random));
        }
      }
    }
    exporters.backend = exporters::take;
    for (String place : new String[] {"a", "b", "c"}) {
      restart(place);
      Await.until("all is sent", () -> exporters.account().queued() == 0);
      Await.until("all is given back", () -> exporters.branch().reservedBytes() == 0);
    }
    assertThat(exporters.arrived).doesNotHaveDuplicates();
    assertThat(exporters.arrived.size() + dropped).isEqualTo(sent);
  }

  private static @Nullable String anyPlace(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "a";
      case 1 -> "b";
      case 2 -> "c";
      default -> null;
    };
  }

  private void consume(int count) {
    for (int i = 0; i < count && exporters.branch().reservedBytes() < SHARE * 3 / 4; i++) {
      exporters.consume(now, sent, ++sent);
    }
  }

  private void replace(@Nullable String place) throws Exception {
    SendingExporter old = now;
    now = exporters.after(old, place);
    leaving.add(old);
  }

  /** Taken away, and back while it is not done, or when it is. */
  private void comeBack(@Nullable String place) throws Exception {
    now.dismiss();
    Thread stop = StoredExporters.stopping(now, Duration.ofMillis(20));
    if (sent % 2 == 0) stop.join();
    stops.add(stop);
    now = exporters.after(now, place);
  }

  private void stopOne(Random random) {
    SendingExporter old = random.nextBoolean() ? leaving.pollFirst() : leaving.pollLast();
    if (old != null)
      stops.add(StoredExporters.stopping(old, Duration.ofMillis(random.nextInt(20))));
  }

  private void toggle(Random random) {
    if (random.nextInt(3) == 0) {
      exporters.backend = exporters::take;
    } else {
      exporters.backend = batch -> Answer.retry("HTTP 503", null);
    }
  }

  private void restart(@Nullable String place) throws Exception {
    for (SendingExporter old : leaving) {
      stops.add(StoredExporters.stopping(old, Duration.ofMillis(50)));
    }
    leaving.clear();
    now.stop(Deadline.in(Duration.ofMillis(50), Clock.SYSTEM));
    for (Thread stop : stops) stop.join();
    stops.clear();
    Account before = exporters.account();
    exporters.restart();
    dropped += before.settled(Outcome.Kind.DROPPED);
    now = exporters.first(place);
  }
}
