package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reports keys that nobody reads, with the one that was probably meant. */
final class UnknownKeys {
  private static final int NAMES_SHOWN = 8;

  private final Section section;
  private final Problems problems;

  UnknownKeys(Section section) {
    this.section = section;
    this.problems = section.problems();
  }

  void report(String key, Span span, String path, Span value) {
    if (Redaction.isAlmostSecretKey(key)) problems.redaction().hide(value);
    Set<String> known = section.declaredKeys();
    String renamed = Renamed.key(key, known);
    if (renamed != null) {
      problems.withdrawMissing(section.place().pathOf(renamed));
      problems
          .error(Code.RENAMED_KEY, "`" + key + "` is called `" + renamed + "` now")
          .at(span)
          .label("an older name, which nothing reads")
          .detail("path", path)
          .detail("fix", renamed + ":")
          .add();
      return;
    }
    List<String> homes = new ArrayList<>();
    findBelow(section, key, "", homes);
    Section parent = section.parent();
    Section above = parent != null && parent.declaredKeys().contains(key) ? parent : null;
    String meant = homes.isEmpty() && above == null ? Suggest.nearest(key, known) : null;
    if (meant != null) problems.withdrawMissing(section.place().pathOf(meant));
    Problem.Builder problem =
        problems
            .error(Code.UNKNOWN_KEY, "unknown key `" + key + "` in " + section.owner())
            .at(span)
            .label(label(homes, above))
            .detail("path", path)
            .detail("did you mean", meant == null ? "" : "`" + meant + "`")
            .detail("allowed", allowed(key, known));
    if (!homes.isEmpty()) {
      problem.detail("fix", "indent it more, below `" + String.join("` or `", homes) + "`");
    } else if (above != null) {
      problem.detail("fix", "indent it less, as a setting of " + above.owner());
    }
    problem.add();
  }

  private String label(List<String> homes, @Nullable Section above) {
    if (!homes.isEmpty()) return "belongs to `" + homes.get(0) + "`";
    if (above != null) return "belongs to " + above.owner();
    return "not a setting of " + section.title();
  }

  private static void findBelow(Section section, String key, String path, List<String> homes) {
    for (String name : section.declaredKeys()) {
      for (Section below : section.below(name)) {
        if (below.name().startsWith("[")) continue;
        String home = path.isEmpty() ? name : path + "::" + name;
        if (below.declaredKeys().contains(key) && !homes.contains(home)) homes.add(home);
        findBelow(below, key, home, homes);
      }
    }
  }

  private static String allowed(String key, Set<String> known) {
    if (known.isEmpty()) return "nothing, it has no settings";
    if (known.size() <= NAMES_SHOWN) return String.join(", ", known);
    var nearest = new TreeSet<>(Suggest.nearestFew(key, known, NAMES_SHOWN));
    return String.join(", ", nearest) + ", … (" + known.size() + ")";
  }
}
