package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;

/** Goes through the labels of a stream as we write them: {@code {a="b", c="d\"e"}}. */
final class LabelCursor {
  private final ByteSlice stream;
  private int at;
  private int nameFrom;
  private int nameTo;
  private int valueTo;

  LabelCursor(ByteSlice stream) {
    this.stream = stream;
    this.at = stream.offset() + 1;
  }

  boolean next() {
    byte[] array = stream.array();
    int end = stream.end() - 1;
    while (at < end && (array[at] == ',' || array[at] == ' ')) at++;
    if (at >= end) return false;
    nameFrom = at;
    while (array[at] != '=') at++;
    nameTo = at;
    // Behind the equals sign and the quote.
    for (at += 2; array[at] != '"'; at++) {
      if (array[at] == '\\') at++;
    }
    valueTo = at++;
    return true;
  }

  ByteSlice name() {
    return ByteSlice.of(stream.array(), nameFrom, nameTo - nameFrom);
  }

  /** As it is quoted, without the quotes. */
  int valueFrom() {
    return nameTo + 2;
  }

  int valueTo() {
    return valueTo;
  }

  ByteSlice value() {
    return ByteSlice.of(stream.array(), valueFrom(), valueTo - valueFrom());
  }
}
