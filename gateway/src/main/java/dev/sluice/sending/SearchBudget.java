package dev.sluice.sending;

/**
 * Requests that one batch may cost while the part that a backend refuses is searched by halving.
 * Each cut costs two; each part that is taken earns some back, as the search then gets somewhere.
 * Where nothing is taken it ends soon, and where good and bad lie mixed it goes on, within a bound.
 * Shared by the parts of a batch; any thread.
 */
final class SearchBudget {
  private static final int FIRST = 64;
  private static final int COST = 2;
  private static final int EARNED = 4;

  /** What one batch may cost altogether: a client must not keep a backend busy with one request. */
  private static final int MOST = 1024;

  private int left = FIRST;
  private int spent;

  /** Takes what one cut costs, or answers false. */
  synchronized boolean take() {
    if (left < COST || spent + COST > MOST) return false;
    left -= COST;
    spent += COST;
    return true;
  }

  /** Requests that were spent on the search. */
  synchronized int spent() {
    return spent;
  }

  /** A part was taken by the backend. */
  synchronized void earn() {
    left += EARNED;
  }
}
