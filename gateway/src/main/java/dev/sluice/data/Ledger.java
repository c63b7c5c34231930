package dev.sluice.data;

import dev.sluice.otlp.Signal;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where every accepted item is written down, and where it went. Metrics, logs and the page are
 * views of this; nothing else counts items. Any thread.
 */
public final class Ledger {
  private final List<Account> accounts = new CopyOnWriteArrayList<>();

  /** The account of that exporter and signal; opened at the first call. */
  public synchronized Account account(String exporter, Signal signal) {
    for (Account account : accounts) {
      if (account.exporter().equals(exporter) && account.signal() == signal) return account;
    }
    var account = new Account(exporter, signal);
    accounts.add(account);
    return account;
  }

  /** All accounts in the order in which they were opened. */
  public Collection<Account> accounts() {
    return accounts;
  }
}
