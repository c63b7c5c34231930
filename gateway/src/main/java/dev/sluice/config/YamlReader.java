package dev.sluice.config;

import dev.sluice.config.MapNode.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns one YAML document into nodes, within bounds: whatever the text is, it costs a bounded
 * amount of memory and time and ends in a node or in problems. Reads the parser's events rather
 * than its nodes, so that depth and aliases are checked before anything is built.
 */
final class YamlReader {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_DEPTH = 50;
  static final int MAX_ALIASES = 50;
  static final int MAX_VALUES = 100_000;

  private static final Set<String> CORE_TAGS =
      Set.of(
          "!",
          "tag:yaml.org,2002:str",
          "tag:yaml.org,2002:int",
          "tag:yaml.org,2002:float",
          "tag:yaml.org,2002:bool",
          "tag:yaml.org,2002:null",
          "tag:yaml.org,2002:map",
          "tag:yaml.org,2002:seq",
          "tag:yaml.org,2002:merge");

  private final Source source;
  private final Problems problems;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private final Iterator<Event> events;
  private int aliases;
  private int values;

  private YamlReader(Source source, Problems problems) {
    this.source = source;
    this.problems = problems;
    LoadSettings settings =
        LoadSettings.builder().setLabel(source.name()).setCodePointLimit(MAX_BYTES).build();
    this.events = new Parse(settings).parseString(source.text()).iterator();
  }

  /** Null if the text could not be read; then a problem says why. An empty text is null, too. */
  static @Nullable Node read(Source source, Problems problems) {
    try {
      return new YamlReader(source, problems).document();
    } catch (Unreadable reported) {
      return null;
    } catch (MarkedYamlEngineException e) {
      problems
          .error(Code.YAML_SYNTAX, "this is not valid YAML: " + e.getProblem())
          .at(span(source, e.getProblemMark(), 1))
          .add();
      return null;
    } catch (YamlEngineException e) {
      problems.error(Code.YAML_SYNTAX, "this is not valid YAML").at(Span.whole(source)).add();
      return null;
    }
  }

  /** Thrown after the problem was reported, to leave the recursion. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  private @Nullable Node document() {
    events.next(); // the stream's start
    Event event = events.next();
    if (event.getEventId() == Event.ID.StreamEnd) return null;
    Node root = node(events.next(), 1);
    events.next(); // the document's end
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw refuse(
          Code.YAML_UNSUPPORTED, "a configuration is one document", span(after, 3), "a second one");
    }
    return root;
  }

  private Node node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw refuse(
          Code.YAML_LIMIT,
          "the nesting is deeper than " + MAX_DEPTH + " levels",
          span(event, 1),
          "level " + depth);
    }
    if (event instanceof AliasEvent alias) return alias(alias);
    count(1, event);
    Node node;
    if (event instanceof ScalarEvent scalar) {
      node = scalar(scalar);
    } else if (event.getEventId() == Event.ID.MappingStart) {
      node = map((CollectionStartEvent) event, depth);
    } else {
      node = list((CollectionStartEvent) event, depth);
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) anchors.put(anchor.get(), node);
    return node;
  }

  private Node alias(AliasEvent alias) {
    Node target = anchors.get(alias.getAlias());
    Span span = span(alias, alias.getAlias().getValue().length() + 1);
    if (target == null) {
      throw refuse(
          Code.YAML_SYNTAX,
          "the alias `*" + alias.getAlias().getValue() + "` has no anchor before it",
          span,
          "no `&" + alias.getAlias().getValue() + "` above");
    }
    if (++aliases > MAX_ALIASES) {
      throw refuse(
          Code.YAML_LIMIT, "there are more than " + MAX_ALIASES + " aliases", span, "one too many");
    }
    count(target.size(), alias);
    return target;
  }

  private void count(int more, Event event) {
    values = (int) Math.min((long) values + more, Integer.MAX_VALUE);
    if (values > MAX_VALUES) {
      throw refuse(
          Code.YAML_LIMIT,
          "there are more than " + MAX_VALUES + " values",
          span(event, 1),
          "aliases count as what they stand for");
    }
  }

  private Node scalar(ScalarEvent event) {
    Span span = span(event, length(event));
    checkTag(event.getTag().orElse(null), span);
    boolean text =
        event.getTag().orElse("").endsWith(":str") || event.getTag().orElse("").equals("!");
    return event.isPlain() && !text
        ? ScalarNode.plain(span, event.getValue())
        : ScalarNode.text(span, event.getValue());
  }

  private void checkTag(@Nullable String tag, Span span) {
    if (tag == null || CORE_TAGS.contains(tag)) return;
    throw refuse(
        Code.YAML_UNSUPPORTED, "the tag `" + tag + "` is not supported", span, "a custom tag");
  }

  private Node list(CollectionStartEvent start, int depth) {
    Span span = span(start, 1);
    checkTag(start.getTag().orElse(null), span);
    var items = new ArrayList<Node>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return new ListNode(span, items);
  }

  private Node map(CollectionStartEvent start, int depth) {
    Span span = span(start, 1);
    checkTag(start.getTag().orElse(null), span);
    var entries = new LinkedHashMap<String, Entry>();
    var merged = new ArrayList<Node>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      ScalarNode key = key(event);
      Node value = node(events.next(), depth + 1);
      Entry before = entries.get(key.text());
      if (isMerge(event, key)) {
        merged.add(value);
      } else if (before != null) {
        problems
            .error(Code.YAML_DUPLICATE_KEY, "the key `" + key.text() + "` stands here twice")
            .at(key.span())
            .label("the second one")
            .also(before.key(), "the first one")
            .add();
      } else {
        entries.put(key.text(), new Entry(key.span(), value));
      }
      event = events.next();
    }
    for (Node node : merged) merge(node, entries);
    return new MapNode(span, entries);
  }

  private ScalarNode key(Event event) {
    Node node = event instanceof CollectionStartEvent ? null : node(event, 1);
    if (node instanceof ScalarNode scalar) return scalar;
    throw refuse(
        Code.YAML_UNSUPPORTED, "a key must be a word", span(event, 1), "a map or list as a key");
  }

  private static boolean isMerge(Event event, ScalarNode key) {
    return key.text().equals("<<") && event instanceof ScalarEvent scalar && scalar.isPlain();
  }

  /** {@code <<: *other}: what the map has itself wins, then the first that is merged in. */
  private void merge(Node node, Map<String, Entry> into) {
    if (node instanceof MapNode map) {
      map.entries().forEach(into::putIfAbsent);
    } else if (node instanceof ListNode list) {
      for (Node item : list.items()) merge(item, into);
    } else {
      throw refuse(
          Code.YAML_SYNTAX, "`<<` merges maps only", node.span(), "this is " + node.describe());
    }
  }

  private Unreadable refuse(Code code, String message, Span span, String label) {
    problems.error(code, message).at(span).label(label).add();
    return new Unreadable();
  }

  private Span span(Event event, int length) {
    return span(source, event.getStartMark(), length);
  }

  private static Span span(Source source, Optional<Mark> mark, int length) {
    return mark.map(m -> new Span(source, m.getLine() + 1, m.getColumn() + 1, length))
        .orElseGet(() -> Span.whole(source));
  }

  /** The scalar's length on its first line; a block scalar is marked at its indicator. */
  private static int length(ScalarEvent event) {
    if (event.isLiteral() || event.isFolded()) return 1;
    Optional<Mark> start = event.getStartMark();
    Optional<Mark> end = event.getEndMark();
    if (start.isEmpty() || end.isEmpty()) return 1;
    if (start.get().getLine() == end.get().getLine()) {
      return Math.max(1, end.get().getColumn() - start.get().getColumn());
    }
    return Math.max(1, List.of(event.getValue().split("\n", 2)).get(0).length());
  }
}
