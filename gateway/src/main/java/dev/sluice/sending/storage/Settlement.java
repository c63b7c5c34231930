package dev.sluice.sending.storage;

/**
 * How the items of one record ended, by the columns of the ledger. What is in none of the three was
 * moved: it stands in a later record.
 */
public record Settlement(int delivered, int rejected, int dropped) {
  public static final Settlement MOVED = new Settlement(0, 0, 0);

  public static Settlement dropped(int items) {
    return new Settlement(0, 0, items);
  }

  /** Both together, of one record. */
  Settlement plus(Settlement more) {
    return new Settlement(
        delivered + more.delivered, rejected + more.rejected, dropped + more.dropped);
  }

  int items() {
    return delivered + rejected + dropped;
  }
}
