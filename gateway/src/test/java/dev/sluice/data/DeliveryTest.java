package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Samples;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final Branch branch = Samples.branch("loki/eu", Signal.LOGS);
  private final Account account = branch.account();

  @Test
  void everyItem_endsOnce_andTheLastOneGivesTheMemoryBack() {
    assertThat(branch.tryReserve(100)).isTrue();
    var delivery = new Delivery(branch, 10, 100);
    assertThat(account.accepted()).isEqualTo(10);
    assertThat(account.queued()).isEqualTo(10);

    delivery.settle(Outcome.DELIVERED, 7);
    delivery.settle(Outcome.REJECTED_INVALID, 2);
    assertThat(account.queued()).isEqualTo(1);
    assertThat(branch.reservedBytes()).isEqualTo(100);

    delivery.settle(Outcome.DROPPED_SHUTDOWN, 1);
    assertThat(account.queued()).isZero();
    assertThat(branch.reservedBytes()).isZero();
    assertThat(account.settled(Outcome.Kind.DELIVERED)).isEqualTo(7);
    assertThat(account.settled(Outcome.Kind.REJECTED)).isEqualTo(2);
    assertThat(account.settled(Outcome.Kind.DROPPED)).isEqualTo(1);
  }

  @Test
  void whatIsOnDisk_staysQueued_givesItsMemoryBack_andIsSafe() {
    var events = new ArrayList<String>();
    var witness =
        new Witness() {
          @Override
          public void safe() {
            events.add("safe");
          }

          @Override
          public void settled(Outcome outcome, int items) {
            events.add(items + " " + outcome);
          }
        };
    assertThat(branch.tryReserve(100)).isTrue();
    var delivery = new Delivery(branch, 10, 100, witness);
    delivery.settle(Outcome.DELIVERED, 4);
    delivery.stored(6);
    assertThat(account.queued()).isEqualTo(6);
    assertThat(branch.reservedBytes()).isZero();
    assertThat(events).containsExactly("4 DELIVERED", "safe");

    var record = Delivery.ofStored(branch, 6, 0, Witness.NONE);
    record.settle(Outcome.DELIVERED, 6);
    assertThat(account.accepted()).isEqualTo(10);
    assertThat(account.queued()).isZero();
  }

  @Test
  void settlingMoreThanThereWas_isOurFault() {
    var delivery = new Delivery(branch, 3, 0);
    delivery.settle(Outcome.DELIVERED, 2);
    assertThatThrownBy(() -> delivery.settle(Outcome.DELIVERED, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("loki/eu/logs: ended 2 items, 1 were open");
  }

  @Test
  void aBranch_givesNoMoreThanItsShare() {
    var small = new Branch(new Ledger().account("x", Signal.LOGS), 100);
    assertThat(small.tryReserve(60)).isTrue();
    assertThat(small.tryReserve(41)).isFalse();
    assertThat(small.tryReserve(40)).isTrue();
    small.release(100);
    assertThat(small.reservedBytes()).isZero();
    assertThatThrownBy(() -> small.release(1)).isInstanceOf(IllegalStateException.class);
  }
}
