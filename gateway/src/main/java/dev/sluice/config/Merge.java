package dev.sluice.config;

import dev.sluice.config.MapNode.Entry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Several sources become one. Maps merge key by key; anything else is replaced as a whole: a list
 * by a list, a map by an explicit null.
 */
final class Merge {
  private static final String NESTING = "::";

  private Merge() {}

  static MapNode merge(MapNode earlier, MapNode later) {
    Map<String, Entry> entries = new LinkedHashMap<>(earlier.entries());
    later.entries().forEach((key, entry) -> put(entries, key, entry));
    return new MapNode(earlier.span(), entries);
  }

  private static void put(Map<String, Entry> entries, String key, Entry entry) {
    Entry before = entries.get(key);
    if (before != null
        && before.value() instanceof MapNode earlier
        && entry.value() instanceof MapNode later) {
      entries.put(key, new Entry(before.key(), merge(earlier, later)));
    } else {
      entries.put(key, entry);
    }
  }

  /** Outermost keys such as {@code processors::batch::timeout} become maps in maps. */
  static MapNode unfold(MapNode map) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    map.entries()
        .forEach(
            (path, entry) -> {
              String[] keys = path.split(NESTING, YamlReader.MAX_DEPTH);
              Node value = entry.value();
              for (int i = keys.length - 1; i > 0; i--) {
                value = MapNode.of(keys[i], entry.key(), value);
              }
              put(entries, keys[0], new Entry(entry.key(), value));
            });
    return new MapNode(map.span(), entries);
  }
}
