package dev.sluice.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map, in the order of the text. */
record MapNode(Span span, Map<String, Entry> entries, @Nullable String original) implements Node {

  /** A key's place and its value. */
  record Entry(Span key, Node value) {}

  MapNode {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  MapNode(Span span, Map<String, Entry> entries) {
    this(span, entries, null);
  }

  static MapNode of(String key, Span span, Node value) {
    return new MapNode(span, Map.of(key, new Entry(span, value)));
  }

  @Nullable Node get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  @Override
  public int size() {
    long size = 1;
    for (Entry entry : entries.values()) size += entry.value.size();
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  @Override
  public String describe() {
    return "a map";
  }
}
