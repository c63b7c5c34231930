package dev.sluice.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the name that was meant. */
final class Suggest {
  /** Longer words are never typing mistakes of a setting, and the distance costs their product. */
  private static final int LONGEST = 100;

  private Suggest() {}

  /** The nearest of the names, if it is near enough to be a typing mistake. */
  static @Nullable String nearest(String written, Collection<String> names) {
    if (written.length() > LONGEST) return null;
    int bound = Math.max(1, written.length() / 3);
    String best = null;
    int bestDistance = bound + 1;
    for (String name : names) {
      int distance = distance(written, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best == null ? onlyContinuation(written, names) : best;
  }

  /** The one name that goes on where the written one stops: {@code gzip} for {@code gz}. */
  private static @Nullable String onlyContinuation(String written, Collection<String> names) {
    if (written.length() < 2) return null;
    List<String> longer = names.stream().filter(name -> name.startsWith(written)).toList();
    return longer.size() == 1 ? longer.get(0) : null;
  }

  /** The {@code most} nearest names, in alphabetical order. */
  static List<String> nearestFew(String written, Collection<String> names, int most) {
    return names.stream()
        .sorted(Comparator.comparingInt((String name) -> distance(written, name)))
        .limit(most)
        .sorted()
        .toList();
  }

  /** Damerau-Levenshtein (optimal string alignment): insert, delete, replace, swap neighbours. */
  static int distance(String a, String b) {
    if (a.length() > LONGEST || b.length() > LONGEST) return Integer.MAX_VALUE;
    var before = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) last[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
