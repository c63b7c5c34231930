package dev.sluice.receiver.prometheus.discovery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a discovery works, and what is said about it: one line when it begins to fail or fails
 * for another reason, one when it is well again. Any thread.
 */
public final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  /** Others choose the names that stand in it. */
  private static final int MAX_WHY = 1_000;

  private final Lent lent;
  private String failing = "";

  public Standing(Lent lent) {
    this.lent = lent;
  }

  public synchronized void failed(String reason) {
    lent.failures().increment();
    String why = reason.length() <= MAX_WHY ? reason : reason.substring(0, MAX_WHY) + "...";
    if (why.equals(failing)) return;
    failing = why;
    LOG.warn(
        "receiver '{}', {}: {}; its targets stay as they are, trying again",
        lent.receiver(),
        lent.title(),
        why);
  }

  /** It cannot work before something is changed and the gateway started again. */
  public void gaveUp(String why) {
    lent.failures().increment();
    LOG.error(
        "receiver '{}', {}: {}; there are no targets of it until the next start",
        lent.receiver(),
        lent.title(),
        why);
  }

  public synchronized void succeeded() {
    if (failing.isEmpty()) return;
    failing = "";
    LOG.info("receiver '{}', {}: works again", lent.receiver(), lent.title());
  }
}
