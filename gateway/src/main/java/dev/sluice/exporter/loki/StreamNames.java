package dev.sluice.exporter.loki;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Streams as Loki names them in its answers: as we wrote them, or with labels that Loki added (it
 * makes {@code service_name} of others, and numbers the shards of a busy stream). Pure.
 */
final class StreamNames {
  private static final String LABEL = "[a-zA-Z_]\\w*+=\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final Pattern ONE = Pattern.compile(LABEL);
  private static final Pattern ALL = Pattern.compile("\\{(?:" + LABEL + "(?:, )?)*+\\}");
  private static final Pattern ADDED = Pattern.compile("^(service_name|__stream_shard__)=");

  /** Loki adds a label of either kind once. */
  private static final int MOST_POSSIBLE = 4;

  private StreamNames() {}

  /** The first stream that is named in {@code text} from there on, or null. */
  static @Nullable String find(String text, int from) {
    Matcher labels = ALL.matcher(text);
    return labels.find(from) ? labels.group() : null;
  }

  /** The text with something else in place of each stream that it names. */
  static String replaceEach(String text, UnaryOperator<String> instead) {
    return ALL.matcher(text)
        .replaceAll(stream -> Matcher.quoteReplacement(instead.apply(stream.group())));
  }

  /** Whether Loki's {@code theirs} is our stream {@code ours}. */
  static boolean isSame(String ours, String theirs) {
    if (ours.equals(theirs)) return true;
    Set<String> sent = labels(ours);
    Set<String> named = labels(theirs);
    named.removeIf(label -> !sent.contains(label) && ADDED.matcher(label).find());
    return named.equals(sent);
  }

  /** What we may have written where Loki names a stream of these labels. */
  static List<Set<String>> withoutAdded(Set<String> named) {
    var possible = new ArrayList<Set<String>>(List.of(named));
    for (String label : named) {
      if (!ADDED.matcher(label).find()) continue;
      for (Set<String> less : List.copyOf(possible)) {
        var without = new HashSet<>(less);
        if (without.remove(label)) possible.add(without);
      }
      if (possible.size() > MOST_POSSIBLE) break;
    }
    return possible;
  }

  static Set<String> labels(String stream) {
    var labels = new HashSet<String>();
    for (Matcher label = ONE.matcher(stream); label.find(); ) labels.add(label.group());
    return labels;
  }
}
