package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Component;
import dev.sluice.component.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoppingTest {
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(30), Clock.SYSTEM);

  @Test
  void exporters_stopSideBySide() {
    var all = new CountDownLatch(3);
    var together = new AtomicInteger();
    Component meeting =
        new Component() {
          @Override
          public void stop(Deadline deadline) {
            all.countDown();
            try {
              if (all.await(20, TimeUnit.SECONDS)) together.incrementAndGet();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Stopping.together(List.of(meeting, meeting, meeting), deadline);
    assertThat(together).hasValue(3);
  }

  @Test
  void oneThatFails_keepsNoOtherBack() {
    var stopped = new AtomicInteger();
    Component failing =
        new Component() {
          @Override
          public void stop(Deadline deadline) {
            throw new IllegalStateException("bug");
          }
        };
    Component other =
        new Component() {
          @Override
          public void stop(Deadline deadline) {
            stopped.incrementAndGet();
          }
        };
    Stopping.together(List.of(failing, other, failing), deadline);
    Stopping.one(failing, deadline);
    assertThat(stopped).hasValue(1);
  }
}
