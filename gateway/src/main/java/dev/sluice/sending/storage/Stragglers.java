package dev.sluice.sending.storage;

import java.util.HashMap;
import java.util.Map;

/**
 * Records that were copied to the end of the log while somebody has them in hand: one that is not
 * taken for a long time would otherwise keep everything behind it on the disk. Whoever has such a
 * record knows it by its old number, and does not get the copy as well.
 */
final class Stragglers {
  private final Map<Long, Long> placeOf = new HashMap<>();
  private final Map<Long, Long> nameOf = new HashMap<>();

  /** The record that stood at {@code from} stands at {@code to} now. */
  void moved(long from, long to) {
    Long name = nameOf.remove(from);
    long known = name == null ? from : name;
    placeOf.put(known, to);
    nameOf.put(to, known);
  }

  /** Whether somebody has the record at that place in hand, under an older number. */
  boolean isInHand(long place) {
    return nameOf.containsKey(place);
  }

  /** Where the record stands that was handed out with that number. */
  long placeOf(long seq) {
    Long place = placeOf.get(seq);
    return place == null ? seq : place;
  }

  /** As above, for the last time. */
  long takeOut(long seq) {
    Long place = placeOf.remove(seq);
    if (place == null) return seq;
    nameOf.remove(place);
    return place;
  }
}
