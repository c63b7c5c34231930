package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A single value.
 *
 * @param value what {@link Scalars} made of it: Boolean, Long, Double, String, or null
 * @param text as written, without quotes
 * @param original see {@link Node#original}
 * @param unset names of the variables in it that have no value
 */
record ScalarNode(
    Span span,
    Kind kind,
    @Nullable Object value,
    String text,
    @Nullable String original,
    List<String> unset)
    implements Node {

  enum Kind {
    NULL,
    BOOL,
    INT,
    FLOAT,
    TEXT,
    /** Something is wrong with it and was reported; it is read as if it were not there. */
    BROKEN
  }

  static ScalarNode text(Span span, String text) {
    return new ScalarNode(span, Kind.TEXT, text, text, null, List.of());
  }

  /** What YAML makes of a plain (unquoted) text. */
  static ScalarNode plain(Span span, String text) {
    Object value = Scalars.resolve(text);
    return new ScalarNode(span, kind(value), value, text, null, List.of());
  }

  static ScalarNode nothing(Span span) {
    return new ScalarNode(span, Kind.NULL, null, "", null, List.of());
  }

  static ScalarNode broken(Span span) {
    return new ScalarNode(span, Kind.BROKEN, null, "", null, List.of());
  }

  static Kind kind(@Nullable Object value) {
    if (value == null) return Kind.NULL;
    if (value instanceof Boolean) return Kind.BOOL;
    if (value instanceof Long) return Kind.INT;
    return value instanceof Double ? Kind.FLOAT : Kind.TEXT;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public String describe() {
    return switch (kind) {
      case NULL -> "nothing";
      case BROKEN -> "an error";
      case BOOL -> text;
      case INT, FLOAT -> "number " + text;
      case TEXT -> "text \"" + text + "\"";
    };
  }
}
