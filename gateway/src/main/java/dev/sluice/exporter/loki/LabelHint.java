package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in a {@code loki.*.labels} hint: a comma-separated string or a list. Anything else is
 * one name. Names are trimmed; an empty one is passed over. Immutable.
 *
 * <p>Only the first {@value #MAX_NAMES} names count: Loki takes 15 labels unless told otherwise,
 * and the search for a name costs its sender nothing.
 */
final class LabelHint {
  private static final int MAX_NAMES = 64;

  /** Of an attribute, as OTLP, that can become a label; Loki takes 2,048 unless told otherwise. */
  static final int MAX_VALUE = 16 << 10;

  private final List<LabelName> names;
  private final boolean isExtensible;

  private LabelHint(List<LabelName> names, boolean isExtensible) {
    this.names = List.copyOf(names);
    this.isExtensible = isExtensible;
  }

  /** Reads the AnyValue that stands there. */
  static LabelHint read(byte[] array, int from, int to) {
    Value value = new Value().read(array, from, to);
    return switch (value.kind()) {
      case Otlp.AnyValue.STRING_VALUE -> new LabelHint(split(text(array, from, to)), true);
      case Otlp.AnyValue.ARRAY_VALUE -> new LabelHint(items(array, value.from(), value.to()), true);
      default -> new LabelHint(name(text(array, from, to)), false);
    };
  }

  private static List<LabelName> split(String list) {
    var names = new ArrayList<LabelName>();
    for (int from = 0; from <= list.length() && names.size() < MAX_NAMES; ) {
      int comma = list.indexOf(',', from);
      int to = comma < 0 ? list.length() : comma;
      names.addAll(name(list.substring(from, to)));
      from = to + 1;
    }
    return names;
  }

  private static List<LabelName> items(byte[] array, int from, int to) {
    var names = new ArrayList<LabelName>();
    ProtoCursor items = new ProtoCursor(array, from, to);
    while (items.next() && names.size() < MAX_NAMES) {
      if (!items.isLen(Otlp.ArrayValue.VALUES)) continue;
      names.addAll(name(text(array, items.valueStart(), items.valueEnd())));
    }
    return names;
  }

  private static String text(byte[] array, int from, int to) {
    var text = new ProtoWriter(64);
    AnyValueText.appendText(array, from, to, true, text);
    return ByteSlice.of(text.array(), 0, text.size()).utf8();
  }

  private static List<LabelName> name(String written) {
    int from = 0;
    int to = written.length();
    while (from < to && isSpace(written.charAt(from))) from++;
    while (from < to && isSpace(written.charAt(to - 1))) to--;
    return from == to ? List.of() : List.of(LabelName.of(written.substring(from, to)));
  }

  /** Unicode's white space, which is what the collector trims. */
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }

  List<LabelName> names() {
    return names;
  }

  /** Whether {@code level} can be appended: to a string or a list, but to nothing else. */
  boolean isExtensible() {
    return isExtensible;
  }

  /** A guess at the memory that this takes. */
  int weight() {
    int bytes = 64;
    for (LabelName name : names) bytes += 120 + name.raw().length() + name.name().length();
    return bytes;
  }
}
