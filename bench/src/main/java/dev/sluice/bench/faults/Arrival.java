package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.Load;

/**
 * One item as a backend got it.
 *
 * @param number {@link #NONE}: so damaged that it cannot be told
 * @param series whose samples come in their order, request by request; empty: it is of none
 * @param stream whose lines stand in their order within a request, those that were sent together:
 *     clients beside each other have no order. Empty: it is of none
 * @param is what arrived, in a form that can be compared
 * @param sent what an item with this number has to be
 */
record Arrival(long number, String series, String stream, Object is, Object sent) {
  static final long NONE = -1;

  /** Numbers beyond are none that a client sends. */
  private static final long LARGEST = 1L << 30;

  private static final int AROUND = 40;

  static Arrival unknown(Object is) {
    return of(NONE, is, "an item with a number");
  }

  /** One whose order does not matter. */
  static Arrival of(long number, Object is, Object sent) {
    return new Arrival(number, "", "", is, sent);
  }

  Arrival inSeries(String name) {
    return new Arrival(number, name, "", is, sent);
  }

  Arrival inStream(String name) {
    return new Arrival(number, "", name + " " + number / Load.ITEMS, is, sent);
  }

  static boolean isPossible(long number) {
    return number >= 0 && number < LARGEST;
  }

  boolean isDamaged() {
    return !is.equals(sent);
  }

  /** The first place where the two differ, with a little around it. */
  String damage() {
    String arrived = line(is);
    String was = line(sent);
    int at = 0;
    int end = Math.min(arrived.length(), was.length());
    while (at < end && arrived.charAt(at) == was.charAt(at)) at++;
    return "item %d arrived as '%s', was '%s'"
        .formatted(number, around(arrived, at), around(was, at));
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - AROUND), Math.min(text.length(), at + AROUND));
  }

  private static String line(Object value) {
    return value.toString().replaceAll("\\s+", " ");
  }
}
