package dev.sluice.bench.endtoend;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command line of this package: options with a value each, the gateway's jar, options of its JVM.
 */
record Arguments(Map<String, String> options, Path jar, List<String> jvm) {
  /**
   * Reads it.
   *
   * @param known the options there are, with their dashes
   * @throws IllegalArgumentException if it is not one, with the reason
   */
  static Arguments of(Set<String> known, String... args) {
    var options = new HashMap<String, String>();
    int at = 0;
    for (; at + 1 < args.length && args[at].startsWith("--"); at += 2) {
      if (!known.contains(args[at])) {
        throw new IllegalArgumentException("unknown option " + args[at]);
      }
      options.put(args[at], args[at + 1]);
    }
    if (at == args.length || args[at].startsWith("--")) {
      throw new IllegalArgumentException("the gateway's jar is missing");
    }
    List<String> rest = List.of(args).subList(at, args.length);
    return new Arguments(Map.copyOf(options), Path.of(rest.get(0)), rest.subList(1, rest.size()));
  }

  @Nullable String text(String name) {
    return options.get(name);
  }

  String text(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /** A number above 0. */
  double positive(String name, double otherwise) {
    String value = options.get(name);
    if (value == null) return otherwise;
    double number = Double.parseDouble(value);
    if (!(number > 0)) throw new IllegalArgumentException("not a number above 0: " + value);
    return number;
  }
}
