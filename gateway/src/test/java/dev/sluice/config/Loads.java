package dev.sluice.config;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads configurations from texts and variables, for the tests of this package. */
final class Loads {
  final Problems problems = new Problems();
  private final ConfigLoader loader;

  Loads(Map<String, String> environment) {
    Function<String, @Nullable String> get = environment::get;
    loader = new ConfigLoader(get, problems);
  }

  static Loads of(String... yamls) {
    var loads = new Loads(Map.of());
    for (String yaml : yamls) loads.text(yaml);
    return loads;
  }

  Loads text(String yaml) {
    loader.text("test.yaml", yaml);
    return this;
  }

  Loads config(String value) {
    loader.config(value);
    return this;
  }

  Loads set(String assignment) {
    loader.set(assignment);
    return this;
  }

  Configuration load() {
    return loader.load();
  }

  /** As Java values. */
  @Nullable Object plain() {
    return Values.plain(load().root());
  }

  /** The whole configuration as the settings of one component. */
  Section section() {
    Configuration configuration = load();
    MapNode root = configuration.root();
    return Section.root(configuration.context(), root, root.span(), "component `test`", "", "test");
  }

  String rendered() {
    return problems.render(false);
  }
}
