package dev.sluice.otlp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of the schema: its fields by their names in JSON and by their numbers. */
final class JsonMessage {
  private final String name;
  private final Map<String, JsonField> byName = new HashMap<>();
  private List<JsonField> fields = List.of();
  private JsonField[] byNumber = new JsonField[0];

  JsonMessage(String name) {
    this.name = name;
  }

  /** Said once, after the messages that the fields hold have been made. */
  JsonMessage define(JsonField... all) {
    JsonField[] ordered = all.clone();
    Arrays.sort(
        ordered, Comparator.comparing(JsonField::number).thenComparing(JsonField::isLegacy));
    fields = List.of(ordered);
    byNumber = new JsonField[ordered[ordered.length - 1].number() + 1];
    for (int i = 0; i < ordered.length; i++) {
      JsonField field = ordered[i];
      field.setIndex(i);
      byName.put(field.name(), field);
      byName.put(snakeCase(field.name()), field);
      if (!field.isLegacy()) byNumber[field.number()] = field;
    }
    return this;
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  String name() {
    return name;
  }

  /** In the order of their numbers. */
  List<JsonField> fields() {
    return fields;
  }

  /** By lowerCamelCase or snake_case name. */
  @Nullable JsonField field(String jsonName) {
    return byName.get(jsonName);
  }

  @Nullable JsonField field(int number) {
    return number < byNumber.length ? byNumber[number] : null;
  }
}
