package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Deadline;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reloads that follow upon each other while exporters of earlier ones still end. */
class SuccessionTest {
  private static final QueueConfig QUEUE = new QueueConfig(true, 1, 1000, Sizer.ITEMS, null, null);
  private static final RetryConfig RETRY =
      new RetryConfig(
          true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofMinutes(5));

  private final ManualClock clock = new ManualClock();
  private final ManualTimer timer = new ManualTimer(clock);
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final InOrder push = new InOrder();

  /** Takes everything, and runs something when it is first asked where a batch belongs. */
  private static final class InOrder implements Push {
    final List<Integer> taken = new CopyOnWriteArrayList<>();
    final AtomicReference<Runnable> whenAsked = new AtomicReference<>(() -> {});

    @Override
    public int maxUnderWay() {
      return 1;
    }

    @Override
    public void partition(Batch batch, BiConsumer<String, Batch> lanes) {
      whenAsked.getAndSet(() -> {}).run();
      lanes.accept("", batch);
    }

    @Override
    public Answer push(Batch batch) {
      taken.add(batch.items());
      return Answer.delivered();
    }
  }

  private SendingExporter exporter() {
    return new SendingExporter(push, branch, QUEUE, RETRY, TestSettings.of("fake", clock, timer));
  }

  private void consume(SendingExporter exporter, int items) {
    var bodies = new String[items];
    for (int i = 0; i < items; i++) bodies[i] = "line";
    exporter.consume(Samples.logs(branch, "api", bodies));
  }

  private Deadline noTime() {
    return Deadline.in(Duration.ZERO, clock);
  }

  @Test
  @Timeout(60)
  void aSuccessorThatIsReplacedJustWhenItsTurnComes_handsOnInOrder() throws Exception {
    SendingExporter first = exporter();
    SendingExporter second = exporter();
    SendingExporter third = exporter();
    first.start();
    second.startAfter(first);
    first.handOverTo(second);
    for (int items = 1; items <= 3; items++) consume(second, items);
    third.startAfter(second);
    var reload = new Thread(() -> second.handOverTo(third));
    // In the midst of what the second was given before its turn, the next reload comes.
    push.whenAsked.set(
        () -> {
          reload.start();
          while (reload.getState() != Thread.State.BLOCKED) Thread.onSpinWait();
        });
    var end = new Thread(() -> first.stop(noTime()));
    end.setDaemon(true);
    reload.setDaemon(true);

    end.start();
    end.join();
    reload.join();
    consume(second, 4);
    consume(third, 5);
    second.stop(noTime());
    third.stop(Deadline.in(Duration.ofMinutes(1), clock));

    assertThat(push.taken).containsExactly(1, 2, 3, 4, 5);
    assertThat(branch.reservedBytes()).isZero();
  }
}
