package dev.sluice.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that the collector once had, with those that took their place. */
final class Renamed {
  private static final Map<String, List<String>> KEYS = new HashMap<>();
  private static final Map<String, String> TYPES = new HashMap<>();

  static {
    for (List<String> row : Resource.rows("renamed.txt", 3)) {
      List<String> names = List.of(row.get(2).split("\\s+", -1));
      if (row.get(0).equals("key")) {
        KEYS.put(row.get(1), names);
      } else {
        TYPES.put(row.get(0) + " " + row.get(1), names.get(0));
      }
    }
  }

  private Renamed() {}

  /** The present name of a setting, if it is one of those that can stand here. */
  static @Nullable String key(String old, Collection<String> candidates) {
    for (String name : KEYS.getOrDefault(old, List.of())) {
      if (candidates.contains(name)) return name;
    }
    return null;
  }

  static @Nullable String type(ComponentKind kind, String old) {
    return TYPES.get(kind.name().toLowerCase(Locale.ROOT) + " " + old);
  }
}
