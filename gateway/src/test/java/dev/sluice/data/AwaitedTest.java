package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {
  private final Branch branch = Samples.branch("tempo", Signal.TRACES);
  private final List<String> told = new ArrayList<>();

  /** Says what it was told. */
  private static final class Client implements Receipt {
    private final List<String> told;

    Client(List<String> told) {
      this.told = told;
    }

    @Override
    public void taken() {
      told.add("taken");
    }

    @Override
    public void takenInPart(int lost, String why) {
      told.add("all but %d: %s".formatted(lost, why));
    }

    @Override
    public void late(String why) {
      told.add("late: " + why);
    }
  }

  /** It stays on its way for as long as its backend is away; its client's connection must not. */
  @Test
  void aRequestWhoseSenderHasItsAnswer_doesNotHoldOnToIt() {
    var client = new Client(told);
    var reference = new WeakReference<>(client);
    var awaited = new Awaited(client);
    Witness witness = awaited.expect(branch, 1, Acknowledge.DELIVERED);
    awaited.isWhole();
    awaited.late("no word from the backend");
    client = null;
    Await.until(
        "the client is free",
        () -> {
          System.gc();
          return reference.get() == null;
        });
    witness.settled(Outcome.DELIVERED, 1);
    assertThat(told).containsExactly("late: no word from the backend");
  }

  @Test
  void whatWasGivenUpWithoutTheBackendsWord_isToBeSentAgain() {
    var awaited = new Awaited(new Client(told));
    Witness witness = awaited.expect(branch, 5, Acknowledge.DELIVERED);
    awaited.isWhole();
    witness.settled(Outcome.REJECTED_INVALID, 2);
    witness.settled(Outcome.DROPPED_RETRY_TIMEOUT, 3);
    assertThat(told)
        .containsExactly(
            "late: exporter 'tempo': 2 spans rejected: invalid, 3 spans dropped: retry_timeout;"
                + " sent again, a part may arrive twice");
  }
}
