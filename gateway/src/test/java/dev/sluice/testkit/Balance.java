package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Account;
import dev.sluice.data.Outcome;

/** The ledger's identity: what came, or was found at the start, is what went and what is here. */
public final class Balance {
  private Balance() {}

  public static void holds(Account account) {
    assertThat(account.accepted() + account.recovered())
        .as(account.exporter())
        .isEqualTo(
            account.settled(Outcome.Kind.DELIVERED)
                + account.settled(Outcome.Kind.REJECTED)
                + account.settled(Outcome.Kind.DROPPED)
                + account.queued());
  }
}
