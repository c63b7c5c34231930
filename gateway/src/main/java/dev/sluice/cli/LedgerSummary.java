package dev.sluice.cli;

import dev.sluice.data.Account;
import dev.sluice.data.Ledger;
import dev.sluice.data.Outcome;
import java.util.ArrayList;

/** What became of everything, in one line. */
final class LedgerSummary {
  private LedgerSummary() {}

  static String of(Ledger ledger) {
    var parts = new ArrayList<String>();
    for (Account account : ledger.accounts()) {
      parts.add(
          "%s %s: accepted %d, delivered %d, rejected %d, dropped %d, left %d"
              .formatted(
                  account.exporter(),
                  account.signal().id(),
                  account.accepted(),
                  account.settled(Outcome.Kind.DELIVERED),
                  account.settled(Outcome.Kind.REJECTED),
                  account.settled(Outcome.Kind.DROPPED),
                  account.queued()));
    }
    return String.join("; ", parts);
  }
}
