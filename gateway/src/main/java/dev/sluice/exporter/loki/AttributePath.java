package dev.sluice.exporter.loki;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;

/**
 * Finds what a hint names: the attribute of exactly that name; else, if the name has dots, the
 * value inside a map. Splits are tried from the right, the longest left part first; where the left
 * part is a map, the rest decides.
 *
 * <p>Bounded: a name with more than {@value #MAX_DOTS} dots is looked up as a whole only, and a
 * search ends, without a find, when it has looked at {@value #MAX_STEPS} keys. One thread.
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

  // The value that was found last.
  private int from;
  private int to;

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
    steps = 0;
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
    if (mapFrom == TOP) {
      steps += attributes.count();
      int index = attributes.find(name, nameFrom, nameTo);
      if (index < 0) return false;
      from = attributes.valueFrom(index);
      to = attributes.valueTo(index);
      return true;
    }
    for (entries.reset(attributes.array(), mapFrom, mapTo); entries.next(); ) {
      if (!entries.isLen(Otlp.KeyValueList.VALUES)) continue;
      if (++steps > MAX_STEPS) return false;
      if (isEntry(nameFrom, nameTo)) return true;
    }
    return false;
  }

  private boolean isEntry(int nameFrom, int nameTo) {
    int length = nameTo - nameFrom;
    boolean same = length == 0;
    from = entries.valueEnd();
    to = from;
    for (entries.into(entry); entry.next(); ) {
      if (entry.isLen(Otlp.KeyValue.KEY)) {
        same =
            java.util.Arrays.equals(
                entry.array(), entry.valueStart(), entry.valueEnd(), name, nameFrom, nameTo);
      } else if (entry.isLen(Otlp.KeyValue.VALUE)) {
        from = entry.valueStart();
        to = entry.valueEnd();
      }
    }
    return same;
  }
}
