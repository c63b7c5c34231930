package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TakerTest {
  private final ManualClock clock = new ManualClock();
  private final BrokenAdmission admission = new BrokenAdmission();
  private final Client client = new Client();

  @Test
  void aFaultOfOurs_givesTheRoomBack() {
    var taker =
        new Taker(new FakeIntake(), TestSettings.of("otlp", clock, new ManualTimer(clock)), "grpc");
    assertThatThrownBy(() -> taker.take(new byte[0], admission, Metadata.EMPTY, client))
        .hasMessage("bug");
    assertThat(admission.closed).isTrue();
  }

  @Test
  void tinyGroups_takeTheRoomThatTheyHaveInMemory() {
    var taker =
        new Taker(new FakeIntake(), TestSettings.of("otlp", clock, new ManualTimer(clock)), "grpc");
    byte[] group = {0x0a, 4, 0x12, 2, 0x12, 0};
    var body = new byte[1000 * group.length];
    for (int i = 0; i < body.length; i++) body[i] = group[i % group.length];
    admission.broken = false;
    taker.take(body, admission, Metadata.EMPTY, client);
    assertThat(client.verdict).isSameAs(Verdict.ACCEPTED);
    assertThat(admission.bytes).isGreaterThanOrEqualTo(100_000);
  }

  /** Measured: a request of one small record takes some 400 bytes beside its own. */
  @Test
  void aTinyRequest_takesTheRoomThatItHasInMemory() {
    var taker =
        new Taker(new FakeIntake(), TestSettings.of("otlp", clock, new ManualTimer(clock)), "grpc");
    admission.broken = false;
    taker.take(new byte[] {0x0a, 4, 0x12, 2, 0x12, 0}, admission, Metadata.EMPTY, client);
    assertThat(admission.bytes).isBetween(350L, 500L);
  }

  private static final class Client extends Waiting {
    @Nullable Verdict verdict;

    @Override
    void answer(Verdict said) {
      verdict = said;
    }
  }

  private final class FakeIntake implements Intake {
    @Override
    public Signal signal() {
      return Signal.LOGS;
    }

    @Override
    public Admission admit(long bytes, long announced) {
      return admission;
    }
  }

  private static final class BrokenAdmission implements Admission {
    boolean closed;
    boolean broken = true;
    long bytes;

    @Override
    public @Nullable Refusal refusal() {
      return null;
    }

    @Override
    public @Nullable Refusal resize(long bytes) {
      if (broken) throw new IllegalStateException("bug");
      this.bytes = bytes;
      return null;
    }

    @Override
    public @Nullable Refusal accept(
        ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt) {
      receipt.taken();
      return null;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
