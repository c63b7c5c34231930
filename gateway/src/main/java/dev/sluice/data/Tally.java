package dev.sluice.data;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many items of one push ended how. What is not in it was delivered: a backend that says
 * nothing about an item has it.
 */
public final class Tally {
  /** Everything was delivered. */
  public static final Tally DELIVERED = new Tally(Map.of());

  private final Map<Outcome, Integer> exceptions;

  private Tally(Map<Outcome, Integer> exceptions) {
    this.exceptions = exceptions;
  }

  /** {@code items} ended so, the others as they did before. */
  public Tally and(Outcome outcome, int items) {
    if (items <= 0) return this;
    var more = new EnumMap<Outcome, Integer>(Outcome.class);
    more.putAll(exceptions);
    more.merge(outcome, items, Integer::sum);
    return new Tally(more);
  }

  /** Outcomes other than {@link Outcome#DELIVERED}, with their items. */
  public Map<Outcome, Integer> exceptions() {
    return exceptions;
  }

  @Override
  public String toString() {
    return exceptions.toString();
  }
}
