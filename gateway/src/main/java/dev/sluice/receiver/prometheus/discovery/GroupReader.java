package dev.sluice.receiver.prometheus.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.config.PlainYaml;
import dev.sluice.receiver.prometheus.relabel.LabelNames;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads what files and servers say of targets: a list of groups, each with {@code targets} and
 * {@code labels}. As strict as Prometheus, since half a list would end the series of the other
 * half.
 */
final class GroupReader {
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_DEPTH = 10;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private final String source;
  private final String metaName;
  private final String metaValue;
  private final List<TargetGroup> groups = new ArrayList<>();

  /**
   * @param source begins the sources of the groups
   * @param metaName a label that each group gets
   */
  GroupReader(String source, String metaName, String metaValue) {
    this.source = source;
    this.metaName = metaName;
    this.metaValue = metaValue;
  }

  List<TargetGroup> json(InputStream in) throws DiscoveryException, IOException {
    try (JsonParser json = JSON.createParser(in)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_NULL) return groups;
      if (first != JsonToken.START_ARRAY) throw new DiscoveryException("it is no list of groups");
      for (JsonToken next = json.nextToken();
          next != JsonToken.END_ARRAY;
          next = json.nextToken()) {
        if (next != JsonToken.START_OBJECT) throw wrong("is no object");
        group(json);
      }
      if (json.nextToken() != null) throw new DiscoveryException("something follows the list");
      return groups;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new DiscoveryException(
          "it is no valid JSON, line %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    }
  }

  private void group(JsonParser json) throws IOException, DiscoveryException {
    var addresses = new ArrayList<String>();
    var labels = new LabelSet();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "targets" -> {
          if (value == JsonToken.VALUE_NULL) break;
          if (value != JsonToken.START_ARRAY) throw wrong("has targets that are no list");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
              throw wrong("has a target that is no text");
            }
            addresses.add(json.getText());
          }
        }
        case "labels" -> {
          if (value == JsonToken.VALUE_NULL) break;
          if (value != JsonToken.START_OBJECT) throw wrong("has labels that are no object");
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
              throw wrong("has the label '" + name + "' whose value is no text");
            }
            label(labels, name, json.getText());
          }
        }
        default -> throw wrong("has a key that is not known: '" + field + "'");
      }
    }
    add(addresses, labels);
  }

  /**
   * @param name of the text, for messages
   */
  List<TargetGroup> yaml(String name, String text) throws DiscoveryException {
    Object root;
    try {
      root = PlainYaml.read(name, text);
    } catch (PlainYaml.InvalidException e) {
      throw new DiscoveryException("it is no valid YAML: " + e.getMessage());
    }
    if (root == null) return groups;
    if (!(root instanceof List<?> list)) throw new DiscoveryException("it is no list of groups");
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> group)) throw wrong("is no map");
      group(group);
    }
    return groups;
  }

  private void group(Map<?, ?> group) throws DiscoveryException {
    var addresses = new ArrayList<String>();
    var labels = new LabelSet();
    for (Map.Entry<?, ?> entry : group.entrySet()) {
      Object value = entry.getValue();
      switch (String.valueOf(entry.getKey())) {
        case "targets" -> {
          if (value == null) break;
          if (!(value instanceof List<?> list)) throw wrong("has targets that are no list");
          for (Object address : list) addresses.add(text(address));
        }
        case "labels" -> {
          if (value == null) break;
          if (!(value instanceof Map<?, ?> map)) throw wrong("has labels that are no map");
          for (Map.Entry<?, ?> label : map.entrySet()) {
            label(labels, String.valueOf(label.getKey()), text(label.getValue()));
          }
        }
        default -> throw wrong("has a key that is not known: '" + entry.getKey() + "'");
      }
    }
    add(addresses, labels);
  }

  private String text(@org.jspecify.annotations.Nullable Object value) throws DiscoveryException {
    if (value == null) return "";
    if (value instanceof List || value instanceof Map) throw wrong("has a value that is no text");
    return value.toString();
  }

  private void label(LabelSet labels, String name, String value) throws DiscoveryException {
    if (!LabelNames.isClassic(name))
      throw wrong("has '" + name + "', which is no name for a label");
    labels.set(name, value);
  }

  private void add(List<String> addresses, LabelSet labels) {
    labels.set(metaName, metaValue);
    groups.add(TargetGroup.of(source + ":" + groups.size(), addresses, labels));
  }

  private DiscoveryException wrong(String what) {
    return new DiscoveryException("group %d %s".formatted(groups.size() + 1, what));
  }
}
