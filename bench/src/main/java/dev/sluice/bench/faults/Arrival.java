package dev.sluice.bench.faults;

/**
 * One item as a backend got it.
 *
 * @param number {@link #NONE}: so damaged that it cannot be told
 * @param series of a sample; empty for what has no series
 * @param is what arrived, in a form that can be compared
 * @param sent what an item with this number has to be
 */
record Arrival(long number, String series, Object is, Object sent) {
  static final long NONE = -1;

  /** Numbers beyond are none that a client sends. */
  private static final long LARGEST = 1L << 30;

  private static final int AROUND = 40;

  static Arrival unknown(Object is) {
    return new Arrival(NONE, "", is, "an item with a number");
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
