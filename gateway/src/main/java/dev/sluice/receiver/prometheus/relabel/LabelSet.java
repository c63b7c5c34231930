package dev.sluice.receiver.prometheus.relabel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Labels by name, sorted. As everywhere in Prometheus an empty value is the same as no label. Not
 * for several threads at once.
 */
public final class LabelSet {
  public static final String NAME = "__name__";

  private final TreeMap<String, String> labels;

  public LabelSet() {
    this(Map.of());
  }

  public LabelSet(Map<String, String> labels) {
    this.labels = new TreeMap<>();
    labels.forEach(this::set);
  }

  public LabelSet copy() {
    return new LabelSet(labels);
  }

  /** Empty if there is no such label. */
  public String get(String name) {
    return labels.getOrDefault(name, "");
  }

  public void set(String name, String value) {
    if (value.isEmpty()) {
      labels.remove(name);
    } else {
      labels.put(name, value);
    }
  }

  public void remove(String name) {
    labels.remove(name);
  }

  public int size() {
    return labels.size();
  }

  public boolean isEmpty() {
    return labels.isEmpty();
  }

  public void forEach(BiConsumer<String, String> action) {
    labels.forEach(action);
  }

  /** As they are now; later changes do not show. */
  public Map<String, String> toMap() {
    return Map.copyOf(labels);
  }

  /** The names as they are now, so that labels may be changed on the way. */
  public List<String> names() {
    return List.copyOf(labels.keySet());
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof LabelSet set && set.labels.equals(labels);
  }

  @Override
  public int hashCode() {
    return labels.hashCode();
  }

  /** {@code {a="b", c="d"}}. */
  @Override
  public String toString() {
    var text = new StringBuilder("{");
    labels.forEach(
        (name, value) ->
            text.append(text.length() == 1 ? "" : ", ")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
    return text.append('}').toString();
  }
}
