package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Orders.Order;
import dev.sluice.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndingTest {
  private final Orders orders = new Orders();
  private final List<Integer> halted = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final Ending ending = new Ending(orders, halted::add, clock);

  @Test
  void aSignalBeforeAnythingHasBegun_endsAtOnceAndInOrder() {
    ending.onSignal();
    assertThat(halted).containsExactly(ExitCode.OK);
    assertThat(ending.begin()).isFalse();
  }

  @Test
  void aSignal_asksForTheStopAndWaitsForItsCode() throws Exception {
    assertThat(ending.begin()).isTrue();
    orders.reload();
    var signal = new Thread(ending::onSignal);
    signal.start();
    while (orders.take() != Order.STOP) Thread.onSpinWait();
    assertThat(halted).isEmpty();
    ending.stopped(ExitCode.OK);
    signal.join();
    assertThat(halted).containsExactly(ExitCode.OK);
  }

  /** Of a reload that a signal interrupts nothing is said: it has to be over in time, too. */
  @Test
  void theTimeForAStop_countsFromTheSignal() throws Exception {
    assertThat(ending.begin()).isTrue();
    assertThat(ending.left(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
    var signal = new Thread(ending::onSignal);
    signal.start();
    while (orders.take() != Order.STOP) Thread.onSpinWait();
    clock.advance(Duration.ofSeconds(6));
    assertThat(ending.left(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(14));
    clock.advance(Duration.ofSeconds(60));
    assertThat(ending.left(Duration.ofSeconds(20))).isZero();
    ending.stopped(ExitCode.OK);
    signal.join();
  }

  @Test
  void aStopThatHangs_isCutAndSaid() {
    assertThat(ending.begin()).isTrue();
    List<String> said = new ArrayList<>();
    ending.bound(Duration.ofMillis(-1900), () -> said.add("hangs"));
    ending.onSignal();
    assertThat(said).containsExactly("hangs");
    assertThat(halted).containsExactly(ExitCode.FAILED);
  }

  @Test
  void aCommand_isEndedAsAnyProgram() {
    ending.command();
    ending.onSignal();
    assertThat(halted).isEmpty();
  }

  @Test
  void aStop_goesBeforeReloads_andReloadsAreOne() {
    orders.reload();
    orders.reload();
    assertThat(orders.take()).isEqualTo(Order.RELOAD);
    orders.reload();
    orders.stop();
    assertThat(orders.take()).isEqualTo(Order.STOP);
    assertThat(orders.take()).isEqualTo(Order.RELOAD);
  }
}
