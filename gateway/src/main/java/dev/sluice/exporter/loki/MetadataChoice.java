package dev.sluice.exporter.loki;

import dev.sluice.config.Section;
import dev.sluice.wire.ByteSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code structured_metadata}: what travels beside the lines, in the order in which it is written.
 *
 * @param all everything that can be: all fields, and all attributes of record and resource that are
 *     no label
 * @param fields of the record and its scope
 * @param attributes of the record, else of the resource, by their whole key
 */
record MetadataChoice(boolean all, List<Field> fields, List<LabelName> attributes) {
  static final MetadataChoice NONE = new MetadataChoice(false, List.of(), List.of());

  private static final String ALL_WORD = "all";
  private static final int MAX_NAMES = 128;

  /** Under the names that Loki's own OTLP endpoint gives them. */
  enum Field {
    TRACE_ID("trace_id"),
    SPAN_ID("span_id"),
    SEVERITY_NUMBER("severity_number"),
    SEVERITY_TEXT("severity_text"),
    FLAGS("flags"),
    OBSERVED_TIMESTAMP("observed_timestamp"),
    SCOPE_NAME("scope_name"),
    SCOPE_VERSION("scope_version");

    @SuppressWarnings("Immutable") // A slice of an array that nobody else has.
    private final ByteSlice key;

    Field(String key) {
      this.key = ByteSlice.utf8(key);
    }

    ByteSlice key() {
      return key;
    }
  }

  private static final MetadataChoice ALL =
      new MetadataChoice(true, List.of(Field.values()), List.of());

  MetadataChoice {
    fields = List.copyOf(fields);
    attributes = List.copyOf(attributes);
  }

  static MetadataChoice read(Section s) {
    List<String> names =
        s.texts(
            "structured_metadata",
            List.of(),
            "what to send beside the line: `all`, or a list of fields (%s) and of attribute keys"
                .formatted(fieldNames()));
    if (names.contains(ALL_WORD)) return ALL;
    if (names.size() > MAX_NAMES) {
      s.refuse(
          "structured_metadata",
          "has %d names; Loki takes %d pairs a line".formatted(names.size(), MAX_NAMES));
      return NONE;
    }
    var fields = new ArrayList<Field>();
    Map<ByteSlice, LabelName> attributes = new LinkedHashMap<>();
    for (String name : names) {
      Field field = field(name);
      if (field != null) {
        if (!fields.contains(field)) fields.add(field);
      } else if (!name.isEmpty()) {
        LabelName attribute = LabelName.of(name);
        LabelName before = attributes.putIfAbsent(attribute.name(), attribute);
        if (before != null && !before.equals(attribute)) {
          s.warn(
              "structured_metadata",
              "names `%s` and `%s`, which Loki calls the same".formatted(before.raw().utf8(), name),
              "note: the first of the two is sent");
        }
      }
    }
    return new MetadataChoice(false, fields, new ArrayList<>(attributes.values()));
  }

  private static String fieldNames() {
    var names = new ArrayList<String>();
    for (Field field : Field.values()) names.add(field.key().utf8());
    return String.join(", ", names);
  }

  private static @Nullable Field field(String name) {
    for (Field field : Field.values()) if (field.key().utf8().equals(name)) return field;
    return null;
  }

  boolean isNone() {
    return fields.isEmpty() && attributes.isEmpty();
  }
}
