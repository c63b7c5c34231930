package dev.sluice.config;

import dev.sluice.config.Expander.Broken;
import dev.sluice.config.Expander.Place;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of {@code ${scheme:…}} come from: {@code env}, {@code file} and {@code yaml}.
 */
final class Providers {
  private static final List<String> SCHEMES = List.of("env", "file", "yaml");
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);
  private static final Pattern COLLECTION =
      Pattern.compile("^\\s*[-?&!{\\[\"'#%|>*@`]|:(\\s|$)|\\s#|[\n\r]");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Function<String, @Nullable String> environment;
  private final Problems problems;

  Providers(Function<String, @Nullable String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches();
  }

  /**
   * @param uri the expression without its braces
   */
  Given get(String uri, String written, Place place) throws Broken {
    if (uri.indexOf(':') < 0) return variable(uri, written, place);
    Matcher scheme = SCHEME.matcher(uri);
    if (!scheme.matches()) throw noScheme(uri, written, place);
    String rest = scheme.group(2);
    return switch (scheme.group(1)) {
      case "env" -> variable(rest, written, place);
      case "yaml" -> new Given(rest, "", new Source(written, rest));
      case "file" -> file(rest, written, place);
      default -> throw noScheme(uri, written, place);
    };
  }

  private Given variable(String rest, String written, Place place) throws Broken {
    int dflt = rest.indexOf(":-");
    int why = rest.indexOf(":?");
    boolean required = why >= 0 && (dflt < 0 || why < dflt);
    int cut = required ? why : dflt;
    String name = cut < 0 ? rest : rest.substring(0, cut);
    if (!isVariable(name))
      throw new Placeholder(problems, find(place.span(), written)).refuse(name, written, place);
    String value = environment.apply(name);
    if (required && (value == null || value.isEmpty())) {
      throw required(name, rest.substring(cut + 2), written, place);
    }
    if (value == null && cut >= 0) value = rest.substring(cut + 2);
    return new Given(value, name, new Source("${env:" + name + "}", value == null ? "" : value));
  }

  private Broken required(String name, String why, String written, Place place) {
    problems
        .error(Code.REQUIRED_VARIABLE, "environment variable " + name + " is not set")
        .at(find(place.span(), written))
        .label(why.isBlank() ? "is required" : why.strip())
        .detail("path", place.path())
        .detail("fix", "set " + name + " in the environment of this process")
        .add();
    return new Broken();
  }

  private Given file(String path, String written, Place place) throws Broken {
    try {
      String text = TextFile.read(path);
      // An editor's last line break is hardly part of a password.
      String value = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      return new Given(
          value.endsWith("\r") ? value.substring(0, value.length() - 1) : value,
          "",
          new Source(path, text));
    } catch (TextFile.Unreadable e) {
      problems
          .error(Code.EXPRESSION_FILE, "the file in `" + written + "` " + e.getMessage())
          .at(find(place.span(), written))
          .label("cannot be read")
          .detail("path", place.path())
          .add();
      throw new Broken();
    }
  }

  private Broken noScheme(String uri, String written, Place place) {
    String scheme = uri.substring(0, uri.indexOf(':'));
    String rest = uri.substring(scheme.length() + 1);
    boolean shell = rest.startsWith("-") || rest.startsWith("?");
    boolean web = scheme.equals("http") || scheme.equals("https");
    String meant = Suggest.nearest(scheme.toLowerCase(Locale.ROOT), SCHEMES);
    Problem.Builder problem =
        problems
            .error(
                Code.EXPRESSION_SCHEME,
                shell
                    ? "`" + written + "` lacks `env:` before the name"
                    : "`" + scheme + ":` is nothing that values can come from")
            .at(find(place.span(), written))
            .label(shell ? "a default needs the long form" : "not a known scheme")
            .detail("path", place.path());
    if (shell) {
      problem.detail("fix", "${env:" + uri + "}");
    } else if (meant != null) {
      problem.detail("did you mean", "`${" + meant + ":" + rest + "}`");
    }
    problem.detail("allowed", "${env:NAME}, ${NAME}, ${file:path}, ${yaml:text}");
    if (web)
      problem.detail("note", "fetch the file before the start, or mount it, and use ${file:…}");
    problem.add();
    return new Broken();
  }

  /** What YAML makes of the text; null if it is no YAML, which then is a text like any other. */
  @Nullable Node yaml(Given given) {
    return mayBeCollection(given.text()) ? YamlReader.quietly(given.source()) : scalar(given);
  }

  /** Saves a parser for host names and numbers, which is what most expressions give. */
  private static boolean mayBeCollection(String text) {
    return COLLECTION.matcher(text).find();
  }

  private static Node scalar(Given given) {
    return ScalarNode.plain(Span.whole(given.source()), given.text().strip());
  }

  /** The expression's own place inside a value, or the value's. */
  Span find(Span value, String written) {
    return problems.redaction().find(value, written);
  }
}
