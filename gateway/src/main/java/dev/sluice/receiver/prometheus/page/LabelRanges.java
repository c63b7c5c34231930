package dev.sluice.receiver.prometheus.page;

import java.util.Arrays;

/**
 * The labels of a sample or an exemplar, in the order of the page, as ranges of its bytes. Names
 * and values stand without their quotes and still escaped; {@link #name} and {@link #value} resolve
 * that.
 */
public final class LabelRanges {
  private static final int RANGE = 4;

  private byte[] array = {};
  private int[] bounds = new int[16 * RANGE];
  private int count;

  LabelRanges() {}

  void clear(byte[] page) {
    array = page;
    count = 0;
  }

  void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
    int at = count * RANGE;
    if (at == bounds.length) bounds = Arrays.copyOf(bounds, at * 2);
    bounds[at] = nameFrom;
    bounds[at + 1] = nameTo;
    bounds[at + 2] = valueFrom;
    bounds[at + 3] = valueTo;
    count++;
  }

  public int count() {
    return count;
  }

  public String name(int label) {
    int at = label * RANGE;
    return Escapes.text(array, bounds[at], bounds[at + 1]);
  }

  public String value(int label) {
    int at = label * RANGE + 2;
    return Escapes.text(array, bounds[at], bounds[at + 1]);
  }
}
