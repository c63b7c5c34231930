package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
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

  @Test
  void aFaultOfOurs_givesTheRoomBack() {
    var taker =
        new Taker(new FakeIntake(), TestSettings.of("otlp", clock, new ManualTimer(clock)), "grpc");
    assertThatThrownBy(() -> taker.take(new byte[0], admission, Metadata.EMPTY)).hasMessage("bug");
    assertThat(admission.closed).isTrue();
  }

  private final class FakeIntake implements Intake {
    @Override
    public Signal signal() {
      return Signal.LOGS;
    }

    @Override
    public Admission admit(long bytes) {
      return admission;
    }
  }

  private static final class BrokenAdmission implements Admission {
    boolean closed;

    @Override
    public @Nullable Refusal refusal() {
      return null;
    }

    @Override
    public @Nullable Refusal resize(long bytes) {
      throw new IllegalStateException("bug");
    }

    @Override
    public void accept(ResourceGroup[] groups, int items, Metadata metadata) {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
