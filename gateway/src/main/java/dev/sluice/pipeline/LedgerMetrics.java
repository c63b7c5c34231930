package dev.sluice.pipeline;

import dev.sluice.data.Account;
import dev.sluice.data.Branch;
import dev.sluice.data.NoRoom;
import dev.sluice.data.Outcome;
import dev.sluice.telemetry.Instruments;
import java.util.List;

/** The ledger as metrics: all series exist from the start, so that alerts have something to see. */
final class LedgerMetrics {
  private LedgerMetrics() {}

  /**
   * @param branches that there are and will be; for several threads
   */
  static void unprotected(Instruments instruments, List<Branch> branches) {
    instruments.gauge(
        "sluice_unprotected_bytes", () -> branches.stream().mapToLong(Branch::reservedBytes).sum());
  }

  static void register(Instruments instruments, Branch branch) {
    register(instruments, branch.account());
    String[] labels = labels(branch.account());
    instruments.gauge("sluice_branch_reserved_bytes", branch::reservedBytes, labels);
    instruments.gauge("sluice_branch_capacity_bytes", branch::capacityBytes, labels);
    for (NoRoom why : NoRoom.values()) {
      instruments.counter(
          "sluice_branch_refused_requests_total",
          () -> branch.refusedRequests(why),
          "exporter",
          branch.exporter(),
          "signal",
          branch.signal().id(),
          "reason",
          why.reason());
    }
  }

  private static void register(Instruments instruments, Account account) {
    String[] labels = labels(account);
    instruments.counter("sluice_items_accepted_total", account::accepted, labels);
    instruments.counter("sluice_items_recovered_total", account::recovered, labels);
    instruments.gauge("sluice_items_queued", account::queued, labels);
    for (Outcome outcome : Outcome.values()) {
      switch (outcome.kind()) {
        case DELIVERED ->
            instruments.counter(
                "sluice_items_delivered_total", () -> account.settled(outcome), labels);
        case REJECTED -> byReason(instruments, "sluice_items_rejected_total", account, outcome);
        case DROPPED -> byReason(instruments, "sluice_items_dropped_total", account, outcome);
      }
    }
  }

  private static void byReason(
      Instruments instruments, String name, Account account, Outcome outcome) {
    instruments.counter(
        name,
        () -> account.settled(outcome),
        "exporter",
        account.exporter(),
        "signal",
        account.signal().id(),
        "reason",
        outcome.reason());
  }

  private static String[] labels(Account account) {
    return new String[] {"exporter", account.exporter(), "signal", account.signal().id()};
  }
}
