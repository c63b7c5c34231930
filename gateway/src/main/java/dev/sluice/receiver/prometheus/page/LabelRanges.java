package dev.sluice.receiver.prometheus.page;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The labels of a sample or an exemplar, in the order of the page, as ranges of its bytes. Names
 * and values stand without their quotes and, in text, still escaped; {@link #name} and {@link
 * #value} resolve that.
 */
public final class LabelRanges {
  private static final int RANGE = 4;

  private byte[] array = {};
  private boolean isEscaped;
  private int[] bounds = new int[16 * RANGE];
  private int count;

  /** A label that is not on the page as text, behind the others; empty if there is none. */
  private String numberName = "";

  private double number;

  LabelRanges() {}

  /** Forgets all labels; those that are added are ranges of {@code page}. */
  void begin(byte[] page, boolean escaped) {
    array = page;
    isEscaped = escaped;
    count = 0;
    numberName = "";
  }

  /** What the ranges are ranges of has moved there. */
  void moveTo(byte[] newArray) {
    array = newArray;
  }

  /** Adds a label whose value is a number, which is written out only if somebody asks for it. */
  void number(String name, double value) {
    numberName = name;
    number = value;
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
    return numberName.isEmpty() ? count : count + 1;
  }

  public String name(int label) {
    if (label == count) return numberName;
    int at = label * RANGE;
    return text(array, bounds[at], bounds[at + 1], isEscaped);
  }

  public String value(int label) {
    if (label == count) return Numbers.openMetrics(number);
    int at = label * RANGE + 2;
    return text(array, bounds[at], bounds[at + 1], isEscaped);
  }

  static String text(byte[] array, int from, int to, boolean isEscaped) {
    return isEscaped
        ? Escapes.text(array, from, to)
        : new String(array, from, to - from, StandardCharsets.UTF_8);
  }
}
