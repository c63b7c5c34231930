package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendingQueueTest {
  private final ManualClock clock = new ManualClock();
  private final Branch branch = Samples.branch("fake", Signal.LOGS);
  private final SendingQueue queue = new SendingQueue(10, RetryConfig.DEFAULT, clock);

  /** Clients may choose the lanes, as tenants; those must not stay for ever. */
  @Test
  void aLaneWhoseLastShipmentIsGivenUp_isForgottenOnceItsWaitIsOver() {
    for (int i = 0; i < 100; i++) {
      queue.offer("tenant-" + i, Samples.logs(branch, "shop", "a"));
      queue.failed(queue.poll(), null, false);
      clock.advance(Duration.ofMinutes(1));
      queue.abandoned(queue.poll());
    }
    assertThat(queue.lanes()).isLessThan(3);
    assertThat(queue.size()).isZero();
  }
}
