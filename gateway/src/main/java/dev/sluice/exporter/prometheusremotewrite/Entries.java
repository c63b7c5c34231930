package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Lists of (time, payload, start), as many as there are series, in arrays: no object per sample.
 * Kept from request to request. Not for several threads.
 */
final class Entries {
  /** Beyond this many the arrays are given back after the request. */
  private static final int KEEP = 1 << 16;

  private long[] times = new long[1024];
  private long[] payloads = new long[1024];
  private long[] starts = new long[1024];
  private int[] next = new int[1024];
  private int size;

  void clear() {
    size = 0;
    if (times.length > KEEP) resize(KEEP);
  }

  /** Adds an entry and returns its index; it has no successor yet. */
  int add(long time, long payload, long start) {
    if (size == times.length) resize(size * 2);
    times[size] = time;
    payloads[size] = payload;
    starts[size] = start;
    next[size] = Series.NONE;
    return size++;
  }

  /** The entry {@code successor} comes after {@code index} in its list. */
  void link(int index, int successor) {
    next[index] = successor;
  }

  private void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    payloads = Arrays.copyOf(payloads, capacity);
    starts = Arrays.copyOf(starts, capacity);
    next = Arrays.copyOf(next, capacity);
  }

  long time(int index) {
    return times[index];
  }

  long payload(int index) {
    return payloads[index];
  }

  /** When the series began to count, in milliseconds; 0 where that is not said. */
  long start(int index) {
    return starts[index];
  }

  /** The entry after that one, or {@link Series#NONE}. */
  int next(int index) {
    return next[index];
  }

  /** The entry of that time among the first {@code most} of a list, or {@link Series#NONE}. */
  int find(int first, long time, int most) {
    int left = most;
    for (int i = first; i != Series.NONE && left > 0; i = next[i], left--) {
      if (times[i] == time) return i;
    }
    return Series.NONE;
  }

  /**
   * Sorts the list that begins at {@code first} by time; what has the same time keeps its order.
   * Returns the new first entry. For the rare list that came in disorder: it may allocate.
   */
  int sort(int first) {
    int count = 0;
    for (int i = first; i != Series.NONE; i = next[i]) count++;
    var order = new Integer[count];
    int at = 0;
    for (int i = first; i != Series.NONE; i = next[i]) order[at++] = i;
    Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
    for (int i = 0; i < count; i++) next[order[i]] = i + 1 < count ? order[i + 1] : Series.NONE;
    return count == 0 ? Series.NONE : order[0];
  }

  /**
   * Leaves the first of each time in a list that is sorted, shows the others, and returns how many.
   */
  int dropRepeatedTimes(int first, IntConsumer dropped) {
    int count = 0;
    for (int i = first; i != Series.NONE; i = next[i]) {
      int after = next[i];
      for (; after != Series.NONE && times[after] == times[i]; after = next[after]) {
        dropped.accept(after);
        count++;
      }
      next[i] = after;
    }
    return count;
  }
}
