package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import java.util.Arrays;

/**
 * Finds what a hint names: the attribute of exactly that name; else, if the name has dots, the
 * value inside a map. Splits are tried from the right, the longest left part first; where the left
 * part is a map, the rest decides.
 *
 * <p>Bounded: a name with more than {@value #MAX_DOTS} dots is looked up as a whole only, and the
 * searches for one record end, without a find, when they have looked at {@value #MAX_STEPS} keys:
 * splits of splits are many, and to name them costs a sender nothing. One thread.
 */
final class AttributePath {
  private static final int MAX_DOTS = 32;
  private static final int MAX_STEPS = 10_000;
  private static final int TOP = -1;

  private final ProtoCursor entries = new ProtoCursor();
  private final ProtoCursor entry = new ProtoCursor();
  private final Value value = new Value();

  private KeyValues attributes = new KeyValues();
  private byte[] name = ByteSlice.EMPTY.array();
  private int steps;

  /** Whether a key of the map that was looked through last could be the first part of the name. */
  private boolean isBegun;

  // The value that was found last.
  private int from;
  private int to;

  /** What is looked for from now on is another record's. */
  void begin() {
    steps = 0;
  }

  /** Whether there is such a value; {@link #from} and {@link #to} say where. */
  boolean find(KeyValues top, ByteSlice path) {
    attributes = top;
    name = path.array();
    int exact = top.find(path);
    if (exact >= 0) {
      from = top.valueFrom(exact);
      to = top.valueTo(exact);
      return true;
    }
    int dots = dots(path);
    if (dots == 0 || dots > MAX_DOTS) return false;
    return find(TOP, TOP, path.offset(), path.end());
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  private static int dots(ByteSlice path) {
    int dots = 0;
    for (int i = 0; i < path.length(); i++) if (path.at(i) == '.') dots++;
    return dots;
  }

  private boolean find(int mapFrom, int mapTo, int nameFrom, int nameTo) {
    if (findExactly(mapFrom, mapTo, nameFrom, nameTo)) return true;
    if (!isBegun) return false;
    for (int dot = nameTo - 1; dot >= nameFrom && steps < MAX_STEPS; dot--) {
      if (name[dot] != '.' || !find(mapFrom, mapTo, nameFrom, dot)) continue;
      value.read(attributes.array(), from, to);
      if (value.is(Otlp.AnyValue.KVLIST_VALUE)) {
        return find(value.from(), value.to(), dot + 1, nameTo);
      }
    }
    return false;
  }

  private boolean findExactly(int mapFrom, int mapTo, int nameFrom, int nameTo) {
    isBegun = false;
    return mapFrom == TOP ? findAtTop(nameFrom, nameTo) : findIn(mapFrom, mapTo, nameFrom, nameTo);
  }

  private boolean findAtTop(int nameFrom, int nameTo) {
    steps += attributes.count();
    if (steps > MAX_STEPS) return false;
    int index = attributes.find(name, nameFrom, nameTo);
    if (index >= 0) {
      from = attributes.valueFrom(index);
      to = attributes.valueTo(index);
      return true;
    }
    for (int i = 0; i < attributes.count() && !isBegun; i++) {
      isBegun = begins(attributes.keyFrom(i), attributes.keyTo(i), nameFrom, nameTo);
    }
    return false;
  }

  private boolean findIn(int mapFrom, int mapTo, int nameFrom, int nameTo) {
    for (entries.reset(attributes.array(), mapFrom, mapTo); entries.next(); ) {
      if (!entries.isLen(Otlp.KeyValueList.VALUES)) continue;
      if (++steps > MAX_STEPS) return false;
      if (isEntry(nameFrom, nameTo)) return true;
    }
    return false;
  }

  /** Whether the key that stands there is what the name has before one of its dots. */
  private boolean begins(int keyFrom, int keyTo, int nameFrom, int nameTo) {
    int end = nameFrom + keyTo - keyFrom;
    return end < nameTo
        && name[end] == '.'
        && Arrays.equals(attributes.array(), keyFrom, keyTo, name, nameFrom, end);
  }

  private boolean isEntry(int nameFrom, int nameTo) {
    int keyFrom = entries.valueEnd();
    int keyTo = keyFrom;
    from = keyFrom;
    to = keyFrom;
    for (entries.into(entry); entry.next(); ) {
      if (entry.isLen(Otlp.KeyValue.KEY)) {
        keyFrom = entry.valueStart();
        keyTo = entry.valueEnd();
      } else if (entry.isLen(Otlp.KeyValue.VALUE)) {
        from = entry.valueStart();
        to = entry.valueEnd();
      }
    }
    isBegun = isBegun || begins(keyFrom, keyTo, nameFrom, nameTo);
    return Arrays.equals(entries.array(), keyFrom, keyTo, name, nameFrom, nameTo);
  }
}
