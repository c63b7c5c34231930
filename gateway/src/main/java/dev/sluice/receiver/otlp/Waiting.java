package dev.sluice.receiver.otlp;

import dev.sluice.data.Receipt;
import java.time.Duration;

/** A request whose client waits for the verdict, which comes once, perhaps later. */
abstract class Waiting implements Receipt {
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  /** Tells the client. Any thread. */
  abstract void answer(Verdict verdict);

  @Override
  public final void taken() {
    answer(Verdict.ACCEPTED);
  }

  @Override
  public final void takenInPart(int lost, String why) {
    answer(Verdict.inPart(lost, why));
  }

  @Override
  public final void late(String why) {
    answer(Verdict.unconfirmed(why, COME_BACK));
  }
}
