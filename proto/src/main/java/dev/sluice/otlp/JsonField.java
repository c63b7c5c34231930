package dev.sluice.otlp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One field of a {@link JsonMessage}. Immutable once its message is defined. */
final class JsonField {
  private final String name;
  private final int number;
  private final JsonKind kind;
  private final boolean repeated;
  private final @Nullable JsonMessage child;
  private final Map<String, Integer> names;

  private boolean present;
  private boolean legacy;
  private boolean oneof;
  private int index = -1;

  JsonField(
      String name,
      int number,
      JsonKind kind,
      boolean repeated,
      @Nullable JsonMessage child,
      Map<String, Integer> names) {
    this.name = name;
    this.number = number;
    this.kind = kind;
    this.repeated = repeated;
    this.child = child;
    this.names = names;
  }

  /** A default value that is written is not the same as none: {@code optional} in the schema. */
  JsonField optional() {
    present = true;
    return this;
  }

  /** One of a message's alternatives, of which only the last counts. No message has two sets. */
  JsonField oneof() {
    oneof = true;
    return optional();
  }

  /** The older name of another field, read only if that one is empty or not there. */
  JsonField legacy() {
    legacy = true;
    return this;
  }

  void setIndex(int newIndex) {
    index = newIndex;
  }

  /** In lowerCamelCase. */
  String name() {
    return name;
  }

  int number() {
    return number;
  }

  JsonKind kind() {
    return kind;
  }

  boolean isRepeated() {
    return repeated;
  }

  /** Whether a zero or an empty string is written, too. */
  boolean hasPresence() {
    return present;
  }

  boolean isLegacy() {
    return legacy;
  }

  /** Where it stands among its message's fields, in the order of the numbers. */
  int index() {
    return index;
  }

  boolean isOneof() {
    return oneof;
  }

  /** The messages in this field, which is of kind MESSAGE. */
  JsonMessage child() {
    if (child == null) throw new IllegalStateException(name + " is not a message");
    return child;
  }

  /** The number of an enum's value; null if it has no such name. */
  @Nullable Integer numberOf(String valueName) {
    return names.get(valueName);
  }
}
