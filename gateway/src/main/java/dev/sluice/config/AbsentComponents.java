package dev.sluice.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The component types of the collector, core and contrib, with what to use in their place. */
final class AbsentComponents {
  /**
   * @param alternative a type of the same kind that may be in this build; empty if there is none
   * @param hint how the alternative is used, or what else helps
   */
  record Entry(String alternative, String hint) {}

  private record Key(ComponentKind kind, String type) {}

  private final Map<Key, Entry> entries = new HashMap<>();

  private AbsentComponents() {}

  static AbsentComponents load() {
    var loaded = new AbsentComponents();
    for (List<String> row : Resource.rows("collector-components.txt", 4)) {
      ComponentKind kind = ComponentKind.valueOf(row.get(0).toUpperCase(Locale.ROOT));
      for (String type : row.get(1).split("\\s+", -1)) {
        loaded.entries.put(new Key(kind, type), new Entry(row.get(2), row.get(3)));
      }
    }
    return loaded;
  }

  @Nullable Entry find(ComponentKind kind, String type) {
    return entries.get(new Key(kind, type));
  }
}
