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

  private final EditedText text;
  private final Problems problems;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private final Iterator<Event> events;
  private int aliases;
  private int values;

  YamlReader(EditedText text, Problems problems) {
    this.text = text;
    this.problems = problems;
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_BYTES + 1).build();
    this.events = new Parse(settings).parseString(text.text()).iterator();
  }

  /** What the text is as YAML, without reporting anything; null if it is nothing or no YAML. */
  static @Nullable Node quietly(Source source) {
    try {
      return new YamlReader(new EditedText(source, 0), new Problems()).document();
    } catch (Unreadable | YamlEngineException noYaml) {
      return null;
    }
  }

  /** A limit was exceeded; the problem was reported. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  /**
   * The document; null if the text is empty.
   *
   * @throws Unreadable if a limit was exceeded
   * @throws YamlEngineException if it is no YAML
   */
  @Nullable Node document() {
    events.next(); // the stream's start
    Event event = events.next();
    if (event.getEventId() == Event.ID.StreamEnd) return null;
    Node root = node(events.next(), 1);
    events.next(); // the document's end
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      unsupported("a configuration is one document", span(after, 3), "a second one is not read");
    }
    return root;
  }

  private Node node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw limit(
          "the nesting is deeper than " + MAX_DEPTH + " levels", span(event, 1), "level " + depth);
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
      problems
          .error(Code.YAML_SYNTAX, "an alias has no anchor before it")
          .at(span)
          .label("no `&` with this name above")
          .detail("fix", "quote it if it is a text")
          .add();
      return ScalarNode.broken(span);
    }
    if (++aliases > MAX_ALIASES) {
      throw limit("there are more than " + MAX_ALIASES + " aliases", span, "one too many");
    }
    count(target.size(), alias);
    return target;
  }

  private void count(int more, Event event) {
    values = (int) Math.min((long) values + more, Integer.MAX_VALUE);
    if (values > MAX_VALUES) {
      throw limit(
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
    unsupported("the tag `" + tag + "` is not supported", span, "a custom tag");
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
    boolean broken = false;
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      ScalarNode key = key(event, depth);
      Node value = node(events.next(), depth + 1);
      if (key == null) {
        broken = true;
        event = events.next();
        continue;
      }
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
    return broken && entries.isEmpty() ? ScalarNode.broken(span) : new MapNode(span, entries);
  }

  /** Null after a problem was reported. */
  private @Nullable ScalarNode key(Event event, int depth) {
    Node node = node(event, depth + 1);
    if (node instanceof ScalarNode scalar) return scalar;
    Span span = span(event, 2);
    if (text.line(span.line()).contains("{{")) {
      problems
          .error(Code.YAML_UNSUPPORTED, "a template expression was left in the file")
          .at(span)
          .label("`{{ … }}` that nothing has replaced")
          .detail("fix", "write the value itself, or ${env:NAME}")
          .add();
    } else {
      unsupported("a key must be a word", span, "a map or a list as a key");
    }
    return null;
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
      problems
          .error(Code.YAML_SYNTAX, "`<<` merges maps only")
          .at(node.span())
          .label("this is no map")
          .add();
    }
  }

  private Unreadable limit(String message, Span span, String label) {
    problems.error(Code.YAML_LIMIT, message).at(span).label(label).add();
    return new Unreadable();
  }

  private void unsupported(String message, Span span, String label) {
    problems.error(Code.YAML_UNSUPPORTED, message).at(span).label(label).add();
  }

  private Span span(Event event, int length) {
    Optional<Mark> mark = event.getStartMark();
    return mark.isEmpty()
        ? Span.whole(text.source())
        : text.span(mark.get().getLine() + 1, mark.get().getColumn() + 1, length);
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
