package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sources that the command line names, merges them from left to right and replaces their
 * expressions. Every mistake goes to the problems; what could be read is there nevertheless, so
 * that later checks find more.
 */
public final class ConfigLoader {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);
  private static final String SUPPORTED = "a file, file:PATH, env:NAME, yaml:TEXT";

  private final Function<String, @Nullable String> environment;
  private final Problems problems;
  private final List<MapNode> maps = new ArrayList<>();
  private boolean complete = true;

  /**
   * @param environment the variables, null for one that is not set; {@code System::getenv}
   */
  public ConfigLoader(Function<String, @Nullable String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** A value of {@code --config}. */
  public void config(String value) {
    Matcher scheme = SCHEME.matcher(value);
    if (!scheme.matches()) {
      file(value);
      return;
    }
    String rest = scheme.group(2);
    switch (scheme.group(1)) {
      case "file" -> file(rest);
      case "yaml" -> text("--config yaml:", rest);
      case "env" -> variable(rest);
      default -> unsupported(value, scheme.group(1));
    }
  }

  private void unsupported(String value, String scheme) {
    boolean web = scheme.equals("http") || scheme.equals("https");
    refuse(
        "`--config " + value + "` cannot be read: `" + scheme + ":` is not supported",
        "allowed: " + SUPPORTED,
        web ? "fix: download it to a file first" : "fix: file:" + value);
  }

  private void file(String name) {
    try {
      add(new Source(name, TextFile.read(name)), 0);
    } catch (TextFile.Unreadable e) {
      problems.read(new Source(name, ""));
      refuse("the configuration file `" + name + "` " + e.getMessage());
    }
  }

  private void variable(String name) {
    String text = Providers.isVariable(name) ? environment.apply(name) : null;
    if (text == null) {
      refuse(
          "`--config env:" + name + "` cannot be read: the variable is not set",
          "fix: put the YAML text into " + name + ", or name a file");
    } else {
      text("env:" + name, text);
    }
  }

  /**
   * A text that is at hand.
   *
   * @param name what to call it in messages
   */
  public void text(String name, String yaml) {
    add(new Source(name, yaml), 0);
  }

  /**
   * A value of {@code --set}: {@code processors.batch.timeout=2s}, applied after all the others.
   */
  public void set(String assignment) {
    int equals = assignment.indexOf('=');
    String path = equals < 0 ? assignment : assignment.substring(0, equals);
    if (equals <= 0) {
      refuse("`--set " + assignment + "` has no equal sign", "expected: --set key.key=value");
      return;
    }
    List<String> keys = List.of(path.strip().split("\\.|::", -1));
    if (keys.stream().anyMatch(String::isBlank) || keys.size() > YamlReader.MAX_DEPTH) {
      refuse("`--set " + path + "` has an empty key in its path", "expected: --set key.key=value");
      return;
    }
    setValue(keys, new Source("--set " + path.strip(), assignment), equals + 1);
  }

  private void setValue(List<String> keys, Source source, int from) {
    problems.read(source);
    YamlDocument document = YamlDocument.read(source, from, problems);
    complete &= document.isComplete();
    Span span = new Span(source, 1, 1, source.text().codePointCount(0, from - 1));
    Node value = document.root();
    if (value == null) value = ScalarNode.nothing(span);
    for (int i = keys.size() - 1; i >= 0; i--) value = MapNode.of(keys.get(i), span, value);
    maps.add((MapNode) value);
  }

  private void add(Source source, int from) {
    problems.read(source);
    YamlDocument document = YamlDocument.read(source, from, problems);
    complete &= document.isComplete();
    Node root = document.root();
    if (root == null || root.isNull()) return;
    if (root instanceof MapNode map) {
      maps.add(Merge.unfold(map));
      return;
    }
    complete = false;
    problems
        .error(
            Code.NOT_A_MAP,
            "a configuration is a map, this is " + (root instanceof ListNode ? "a list" : "a text"))
        .at(root.span())
        .label("not a map")
        .detail("expected", "keys such as receivers:, exporters:, service:")
        .add();
  }

  private void refuse(String message, String... details) {
    complete = false;
    problems.error(Code.SOURCE, message).details(details).add();
  }

  /** To be called once, after all sources were named. */
  public Configuration load() {
    var nowhere = Span.whole(new Source("", ""));
    MapNode merged = maps.isEmpty() ? new MapNode(nowhere, java.util.Map.of()) : maps.get(0);
    for (MapNode map : maps.subList(Math.min(1, maps.size()), maps.size())) {
      merged = Merge.merge(merged, map);
    }
    if (merged.entries().isEmpty() && complete) {
      problems
          .error(Code.EMPTY, "the configuration is empty")
          .detail("expected", "at least receivers:, exporters: and service: with a pipeline")
          .add();
      complete = false;
    }
    var providers = new Providers(environment, problems);
    return new Configuration(new Expander(providers, problems).expand(merged), complete, problems);
  }
}
