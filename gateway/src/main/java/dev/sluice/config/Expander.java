package dev.sluice.config;

import dev.sluice.config.Expression.Inner;
import dev.sluice.config.Expression.Literal;
import dev.sluice.config.Expression.Piece;
import dev.sluice.config.MapNode.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${…}} in values, never in keys. An expression that is all of a value may give
 * anything, also a map; its text is kept beside what YAML makes of it, and the setting decides
 * which of the two counts. Inside a longer text it gives text.
 */
final class Expander {
  /** Expressions that give expressions, one after the other. */
  private static final int MAX_ROUNDS = 100;

  private static final int MAX_EXPRESSIONS = 20_000;
  private static final int MAX_CHARS = 4 << 20;

  private final Providers providers;
  private final Problems problems;
  private final UnsetVariables unset;
  private int expressions;
  private long chars;

  Expander(Providers providers, Problems problems) {
    this.providers = providers;
    this.problems = problems;
    this.unset = new UnsetVariables(problems);
  }

  /** Also reports the variables that have no value. */
  MapNode expand(MapNode root) {
    Node expanded = expand(root, new Place(root.span(), "", 0, List.of()));
    unset.report();
    return (MapNode) expanded;
  }

  /**
   * Where an expression stands.
   *
   * @param within the expressions whose text this is, the outermost first
   */
  record Place(Span span, String path, int depth, List<String> within) {
    Place key(String key) {
      return new Place(span, path.isEmpty() ? key : path + "::" + key, depth + 1, within);
    }

    Place index(int index) {
      return new Place(span, path + "[" + index + "]", depth + 1, within);
    }

    Place inside(String expression) {
      var deeper = new ArrayList<>(within);
      deeper.add(expression);
      return new Place(span, path, depth, deeper);
    }

    String key() {
      int cut = path.lastIndexOf("::");
      return cut < 0 ? path : path.substring(cut + 2);
    }
  }

  /** Thrown after the problem was reported; the value is then {@link ScalarNode.Kind#BROKEN}. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken() {
      super(null, null, false, false);
    }
  }

  private Node expand(Node node, Place place) {
    if (node instanceof MapNode map) {
      var entries = new LinkedHashMap<String, Entry>();
      map.entries()
          .forEach(
              (key, entry) ->
                  entries.put(key, new Entry(entry.key(), expand(entry.value(), place.key(key)))));
      return new MapNode(map.span(), entries, map.original());
    }
    if (node instanceof ListNode list) {
      var items = new ArrayList<Node>();
      for (Node item : list.items()) items.add(expand(item, place.index(items.size())));
      return new ListNode(list.span(), items, list.original());
    }
    var scalar = (ScalarNode) node;
    if (scalar.kind() != ScalarNode.Kind.TEXT || scalar.text().indexOf('$') < 0) return scalar;
    var here = new Place(scalar.span(), place.path, place.depth, place.within);
    try {
      return expandText(scalar, here);
    } catch (Broken reported) {
      return ScalarNode.broken(scalar.span());
    }
  }

  private Node expandText(ScalarNode scalar, Place place) throws Broken {
    List<Piece> pieces = parse(scalar.text(), place);
    if (pieces.size() == 1 && pieces.get(0) instanceof Inner only) return whole(only, place);
    if (pieces.size() == 1 && pieces.get(0) instanceof Literal only) {
      return ScalarNode.text(scalar.span(), Expression.unescape(only.text()));
    }
    var missing = new ArrayList<String>();
    String text = joined(pieces, place, missing);
    return new ScalarNode(scalar.span(), ScalarNode.Kind.TEXT, text, text, text, missing);
  }

  private List<Piece> parse(String text, Place place) throws Broken {
    try {
      return Expression.parse(text);
    } catch (Expression.TooDeep e) {
      problems
          .error(Code.EXPRESSION_SYNTAX, "too many expressions stand inside each other")
          .at(place.span)
          .detail("path", place.path)
          .add();
      throw new Broken();
    }
  }

  /** The value of an expression that is all there is. */
  private Node whole(Inner expression, Place place) throws Broken {
    Given given = evaluate(expression, place);
    Span span = place.span;
    if (given.isUnset()) {
      String name = given.variable();
      return new ScalarNode(span, ScalarNode.Kind.NULL, null, "", null, List.of(name));
    }
    String text = given.text();
    Place inside = place.inside(expression.written());
    checkRounds(inside);
    Node parsed = providers.yaml(given);
    if (parsed instanceof MapNode || parsed instanceof ListNode) {
      return withOriginal(expand(parsed, inside), text);
    }
    if (parsed instanceof ScalarNode scalar && scalar.kind() != ScalarNode.Kind.TEXT) {
      return new ScalarNode(span, scalar.kind(), scalar.value(), text, text, List.of());
    }
    if (!Expression.isIn(text)) {
      String plain = Expression.unescape(text);
      return new ScalarNode(span, ScalarNode.Kind.TEXT, plain, plain, plain, List.of());
    }
    return expandText(ScalarNode.text(span, text), inside);
  }

  private static Node withOriginal(Node node, String original) {
    String text = Expression.unescape(original);
    if (node instanceof MapNode map) return new MapNode(map.span(), map.entries(), text);
    if (node instanceof ListNode list) return new ListNode(list.span(), list.items(), text);
    return node;
  }

  private String joined(List<Piece> pieces, Place place, List<String> missing) throws Broken {
    var text = new StringBuilder();
    boolean broken = false;
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal) {
        text.append(Expression.unescape(literal.text()));
        continue;
      }
      try {
        text.append(text((Inner) piece, place, missing));
      } catch (Broken reported) {
        broken = true; // the others' mistakes are wanted, too
      }
    }
    if (broken) throw new Broken();
    return text.toString();
  }

  /** The text of an expression inside a longer text. */
  private String text(Inner expression, Place place, List<String> missing) throws Broken {
    Given given = evaluate(expression, place);
    if (given.isUnset()) {
      missing.add(given.variable());
      return "";
    }
    Node parsed = providers.yaml(given);
    if (parsed instanceof MapNode || parsed instanceof ListNode) {
      problems
          .error(
              Code.EXPRESSION_NOT_TEXT,
              "`" + expression.written() + "` gives " + parsed.describe() + " inside a text")
          .at(providers.find(place.span(), expression.written()))
          .label("must be all of the value, or give text")
          .detail("path", place.path)
          .add();
      throw new Broken();
    }
    Place inside = place.inside(expression.written());
    checkRounds(inside);
    return joined(parse(given.text(), inside), inside, missing);
  }

  private Given evaluate(Inner expression, Place place) throws Broken {
    var missing = new ArrayList<String>();
    var uri = new StringBuilder();
    for (Piece piece : expression.content()) {
      if (piece instanceof Inner inner) {
        uri.append(text(inner, place, missing));
      } else if (piece instanceof Literal literal) {
        checkDollar(expression, literal.text(), place);
        uri.append(literal.text());
      }
    }
    Given given = providers.get(uri.toString(), expression.written(), place);
    count(given.text(), expression, place);
    if (given.isUnset()) {
      unset.add(given.variable(), expression.written(), place.span(), place.path);
    }
    return given;
  }

  private void checkDollar(Inner expression, String content, Place place) throws Broken {
    if (content.indexOf('$') < 0) return;
    problems
        .error(Code.EXPRESSION_SYNTAX, "`" + expression.written() + "` has a `$` inside")
        .at(providers.find(place.span(), expression.written()))
        .label("no `$` is allowed in an expression")
        .detail("path", place.path)
        .detail("fix", "put the text with the `$` into a variable of its own")
        .add();
    throw new Broken();
  }

  private void checkRounds(Place inside) throws Broken {
    if (inside.within.size() <= MAX_ROUNDS && inside.depth <= YamlReader.MAX_DEPTH) return;
    int size = inside.within.size();
    problems
        .error(Code.EXPRESSION_LOOP, "`" + inside.within.get(0) + "` leads back to itself")
        .at(providers.find(inside.span, inside.within.get(0)))
        .label("never comes to an end")
        .detail("path", inside.path)
        .detail("through", String.join(" -> ", inside.within.subList(0, Math.min(size, 4))))
        .add();
    throw new Broken();
  }

  private void count(@Nullable String text, Inner expression, Place place) throws Broken {
    expressions++;
    chars += text == null ? 0 : text.length();
    if (expressions <= MAX_EXPRESSIONS && chars <= MAX_CHARS) return;
    problems
        .error(Code.EXPRESSION_LOOP, "the expressions in this configuration never come to an end")
        .at(providers.find(place.span(), expression.written()))
        .label("stopped here")
        .detail("limits", MAX_EXPRESSIONS + " expressions, " + MAX_CHARS + " characters")
        .add();
    throw new Broken();
  }
}
