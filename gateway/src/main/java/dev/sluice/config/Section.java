package dev.sluice.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One map of the configuration with its place. Reading a setting declares it: its key, type,
 * default and documentation, from which come the check for unknown keys, {@code explain} and the
 * reference. Mistakes are reported and answered with the default, never thrown; so a component's
 * {@code read} runs to its end and every mistake is found in one go.
 *
 * <p>A key that is absent or written as null means the default. Used by one thread at a time. The
 * file is long because it is one list of questions, each of them short.
 */
public final class Section {
  private final Context context;
  private final Complaints complaints;
  private final Values values;
  private final @Nullable Section parent;
  private final MapNode node;
  private final SectionPlace place;
  private final boolean lenient;
  private final Map<String, Declared> declared = new LinkedHashMap<>();

  /** The name a key is read under, with the other spelling that was written. */
  private final Map<String, String> spelled = new LinkedHashMap<>();

  /** A key that was read: what it is, and the sections below it. */
  private record Declared(String type, String dflt, String doc, List<Section> below) {}

  Section(
      Context context,
      @Nullable Section parent,
      MapNode node,
      SectionPlace place,
      boolean lenient) {
    this.context = context;
    this.complaints = new Complaints(context);
    this.values = new Values(context, complaints);
    this.parent = parent;
    this.node = node;
    this.place = place;
    this.lenient = lenient;
  }

  /** The outermost map of something that is configured. */
  static Section root(
      Context context, MapNode node, Span key, String owner, String path, String name) {
    var place = new SectionPlace(key, owner, name, path, name, true);
    return new Section(context, null, node, place, false);
  }

  // ---- settings ----

  public String text(String key, String dflt, String doc) {
    String text = readText(key, quoted(dflt), doc);
    return text == null ? dflt : text;
  }

  /** Null if it was not written. */
  public @Nullable String optionalText(String key, String doc) {
    return readText(key, "", doc);
  }

  /**
   * The id of an extension that is defined, started and can do what is asked of it, or it is an
   * error; null: not written.
   */
  public @Nullable String extension(String key, ExtensionRole role, String doc) {
    String id = readText(key, "", doc);
    if (id == null || id.isBlank()) return null;
    context.extensions.check(this, key, role, id);
    return id;
  }

  /** Whether the extension of that id is known to have the role. */
  public boolean isExtension(String id, ExtensionRole role) {
    return context.extensions.has(id, role);
  }

  /** Empty, and an error, if it was not written or is empty. */
  public String requiredText(String key, String doc) {
    Node written = declare(key, "text", "", doc);
    String text = readText(key, "", doc);
    if (text != null && !text.isEmpty()) return text;
    boolean reported =
        written != null && (written.isBroken() || (text == null && !written.isNull()));
    if (!reported) complaints.missing(target(key, "text", ""), written, place);
    return "";
  }

  private @Nullable String readText(String key, String dflt, String doc) {
    Node node = declare(key, "text", dflt, doc);
    if (node == null || node.isAbsent()) return null;
    return values.text(target(key, "text", dflt), node);
  }

  public boolean flag(String key, boolean dflt, String doc) {
    Node node = present(key, "true/false", String.valueOf(dflt), doc);
    if (node == null) return dflt;
    Boolean flag = values.flag(target(key, "true or false", String.valueOf(dflt)), node);
    return flag == null ? dflt : flag;
  }

  /** Bounds are inclusive. */
  public int integer(String key, int dflt, int min, int max, String doc) {
    String expected = "a whole number" + range(min, max, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return (int) whole(key, dflt, min, max, doc, expected);
  }

  /** Bounds are inclusive. */
  public long bigInteger(String key, long dflt, long min, long max, String doc) {
    String expected = "a whole number" + range(min, max, Long.MIN_VALUE, Long.MAX_VALUE);
    return whole(key, dflt, min, max, doc, expected);
  }

  private long whole(String key, long dflt, long min, long max, String doc, String expected) {
    Node node = present(key, "whole number", String.valueOf(dflt), doc);
    if (node == null) return dflt;
    Long whole = values.whole(target(key, expected, String.valueOf(dflt)), node, min, max);
    return whole == null ? dflt : whole;
  }

  private static String range(long min, long max, long least, long most) {
    if (min == least && max == most) return "";
    if (max == most) return ", at least " + min;
    return min == least ? ", at most " + max : ", " + min + " … " + max;
  }

  /** Bounds are inclusive; not a number is refused. */
  public double decimal(String key, double dflt, double min, double max, String doc) {
    String shown = plain(dflt);
    Node node = present(key, "number", shown, doc);
    if (node == null) return dflt;
    String expected = "a number, " + plain(min) + " … " + plain(max);
    Double decimal = values.decimal(target(key, expected, shown), node, min, max);
    return decimal == null ? dflt : decimal;
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }

  /**
   * A duration in Go's form. A whole number means nanoseconds, as in the collector, and is warned
   * about; a negative duration is refused.
   */
  public Duration duration(String key, Duration dflt, String doc) {
    String shown = GoDuration.format(dflt);
    Node node = present(key, "duration", shown, doc);
    if (node == null) return dflt;
    Duration duration = values.duration(target(key, "a duration, not negative", shown), node);
    return duration == null ? dflt : duration;
  }

  /** Null if it was not written. Shown nowhere from now on. */
  public @Nullable Secret secret(String key, String doc) {
    Node node = declare(key, "secret text", "", doc);
    if (node == null) return null;
    boolean unset = node instanceof ScalarNode scalar && !scalar.unset().isEmpty();
    if (node.isAbsent() && !unset) return null;
    return values.secret(target(key, "text", ""), node);
  }

  /** A list of texts that are shown nowhere. */
  public List<Secret> secretTexts(String key, String doc) {
    Node node = present(key, "list of secret texts", "", doc);
    return node == null ? List.of() : values.secretTexts(target(key, "a list of texts", ""), node);
  }

  /** Headers and their like, in the order written: a map, or a list of {name, value}. */
  public Map<String, Secret> secrets(String key, String doc) {
    Node node = present(key, "map of secret texts", "", doc);
    return node == null ? Map.of() : values.secrets(target(key, "a map of texts", ""), node);
  }

  /** A list of texts; also one text with commas between, as the collector takes it. */
  public List<String> texts(String key, List<String> dflt, String doc) {
    Node node = present(key, "list of texts", dflt.toString(), doc);
    if (node == null) return dflt;
    List<String> texts = values.texts(target(key, "a list of texts", dflt.toString()), node);
    return texts == null ? dflt : texts;
  }

  /** One of the named values; names are compared as they are. */
  public <E> E choice(String key, E dflt, Map<String, E> allowed, String doc) {
    String shown = nameOf(dflt, allowed);
    Node node = declare(key, "one of " + String.join(", ", allowed.keySet()), shown, doc);
    if (node == null || node.isAbsent()) return dflt;
    String text = values.text(target(key, "one of the allowed", shown), node);
    if (text == null) return dflt;
    E chosen = allowed.get(text);
    if (chosen != null) return chosen;
    complaints.notAllowed(target(key, "text", shown), node, text, allowed.keySet());
    return dflt;
  }

  private static <E> String nameOf(E value, Map<String, E> allowed) {
    for (Map.Entry<String, E> entry : allowed.entrySet()) {
      if (entry.getValue().equals(value)) return entry.getKey();
    }
    return "";
  }

  /**
   * Any value, as String, Long, Double, Boolean, List, Map or null; expressions as YAML reads them.
   */
  public @Nullable Object plain(String key, String doc) {
    return Values.plain(declare(key, "any", "", doc));
  }

  // ---- maps and lists below ----

  /** An empty section if the key is absent or null; {@link #has} tells whether it was written. */
  public Section section(String key, String doc) {
    List<Section> before = below(key);
    if (before.size() == 1) return before.get(0);
    Node node = present(key, "map", "", doc);
    MapNode.Entry entry = entry(key);
    Span span = entry == null ? place.key() : entry.key();
    return attach(key, child(key, node, place.section(key, span, node != null)));
  }

  /** A list of maps. */
  public List<Section> sections(String key, String doc) {
    Node node = present(key, "list of maps", "", doc);
    below(key).clear();
    if (node instanceof ListNode list) {
      for (Node item : list.items()) item(key, item);
    } else if (node != null) {
      complaints.wrongType(target(key, "a list of maps", ""), node, "a list of maps", "");
    } else if (context.probing) {
      item(key, ScalarNode.nothing(place.key()));
    }
    return List.copyOf(below(key));
  }

  private void item(String key, Node node) {
    SectionPlace at = place.item(key, below(key).size(), node.span(), !node.isNull());
    attach(key, child(at.title(), node, at));
  }

  /** A map of maps with free keys: each entry's section; its {@link #name} is the key. */
  public List<Section> entries(String key, String doc) {
    Node node = present(key, "map of maps", "", doc);
    below(key).clear();
    if (node instanceof MapNode map) {
      map.entries().forEach((name, e) -> entry(key, name, e.key(), e.value()));
    } else if (node != null) {
      complaints.wrongType(target(key, "a map of maps", ""), node, "a map of maps", "");
    } else if (context.probing) {
      entry(key, "<name>", place.key(), ScalarNode.nothing(place.key()));
    }
    return List.copyOf(below(key));
  }

  private void entry(String key, String name, Span span, Node node) {
    attach(key, child(name, node, place.entry(key, name, span, !node.isNull())));
  }

  private Section attach(String key, Section section) {
    below(key).add(section);
    return section;
  }

  private Section child(String key, @Nullable Node node, SectionPlace at) {
    if (node != null && !node.isNull() && !(node instanceof MapNode)) {
      complaints.noMap(new Target(key, at.path(), "a map", lenient), node);
    }
    MapNode map = node instanceof MapNode given ? given : new MapNode(at.key(), Map.of());
    return new Section(context, this, map, at, lenient);
  }

  /**
   * The map in a file that this one names under {@code key}; what is wrong with it is reported as
   * if it stood here. Null, and reported, if it cannot be read.
   */
  public @Nullable Section file(String key, String file) {
    String text;
    try {
      text = TextFile.read(file);
    } catch (TextFile.Unreadable e) {
      refuse(key, "names a file that " + e.getMessage(), "file: " + file);
      return null;
    }
    var source = new Source(file, text);
    problems().read(source);
    Node root = YamlDocument.read(source, 0, problems()).root();
    Span start = Span.whole(source);
    var at = new SectionPlace(start, "file `" + file + "`", file, "", file, true);
    return attach(key, child(file, root == null ? new MapNode(start, Map.of()) : root, at));
  }

  /**
   * This map read as by a component that writes it out again as YAML and gives it to somebody
   * else's parser: any scalar is a text, and what an expression gave is first read as YAML, so that
   * {@code 0123} from a variable becomes {@code 83}. For the sections below it, too.
   */
  public Section asWrittenOutAgain() {
    var again = new Section(context, parent, node, place, true);
    if (parent != null) parent.replace(this, again);
    return again;
  }

  private void replace(Section old, Section by) {
    for (Declared one : declared.values()) one.below.replaceAll(s -> s == old ? by : s);
  }

  // ---- what is known about it ----

  /** Whether the key was written, even as null. */
  public boolean has(String key) {
    return entry(key) != null;
  }

  /** Whether this map itself was written and is not null. */
  public boolean isWritten() {
    return place.written();
  }

  /** All keys that were written, in their order. */
  public Set<String> keys() {
    return node.entries().keySet();
  }

  /** Equal for what says the same, wherever it stands; secrets cannot be read out of it. */
  public String fingerprint() {
    return Fingerprint.of(node);
  }

  /**
   * Whether that text is one of the values here or below: the name of an extension, for instance.
   */
  public boolean mentions(String text) {
    return Fingerprint.mentions(node, text);
  }

  /** {@code exporters::loki/eu::sending_queue}. */
  public String path() {
    return place.path();
  }

  /** The last part of the path: {@code loki/eu}, {@code sending_queue}, {@code [0]}. */
  public String name() {
    return place.name();
  }

  /** Where this section's key stands. */
  public Span span() {
    return place.key();
  }

  /** Where a key's value stands; the section's own place if the key was not written. */
  public Span span(String key) {
    MapNode.Entry entry = entry(key);
    return entry == null ? place.key() : entry.value().span();
  }

  /** Where a key stands, the source as such if it was not written. */
  Span keySpan(String key) {
    MapNode.Entry entry = entry(key);
    return entry == null ? Span.whole(place.key().source()) : entry.key();
  }

  /** For problems with more than {@link #refuse} can say. */
  public Problems problems() {
    return context.problems;
  }

  /** What was read so far, as declarations. */
  public List<Setting> settings() {
    var settings = new ArrayList<Setting>();
    declared.forEach(
        (key, one) -> {
          List<Setting> below = one.below.isEmpty() ? List.of() : one.below.get(0).settings();
          settings.add(new Setting(key, one.type, one.dflt, one.doc, below));
        });
    return settings;
  }

  /**
   * A section with nothing in it, whose lists of maps each have one empty entry: after a component
   * has read it, {@link #settings} knows everything that the component can be told.
   */
  public static Section probe(String owner) {
    var context = new Context(new Problems());
    context.probing = true;
    Span nowhere = Span.whole(new Source(owner, ""));
    return root(context, new MapNode(nowhere, Map.of()), nowhere, owner, owner, owner);
  }

  Context context() {
    return context;
  }

  Values values() {
    return values;
  }

  Complaints complaints() {
    return complaints;
  }

  SectionPlace place() {
    return place;
  }

  @Nullable Section parent() {
    return parent;
  }

  String owner() {
    return place.owner();
  }

  String title() {
    return place.title();
  }

  Set<String> declaredKeys() {
    return declared.keySet();
  }

  // ---- problems ----

  /**
   * An error at the key's value; nothing if that value is the subject of an error already.
   *
   * @param problem goes on after the key: {@code must be a URL}
   * @param details lines such as {@code fix: endpoint: http://loki:3100}
   */
  public void refuse(String key, String problem, String... details) {
    Code code = has(key) ? Code.INVALID_VALUE : Code.MISSING_KEY;
    report(context.problems.error(code, "`" + key + "` " + problem), key, details);
  }

  /** A warning at the key's value; see {@link #refuse}. */
  public void warn(String key, String problem, String... details) {
    report(context.problems.warning(Code.DOUBTFUL_VALUE, "`" + key + "` " + problem), key, details);
  }

  private void report(Problem.Builder problem, String key, String... details) {
    MapNode.Entry entry = entry(key);
    problem.at(span(key)).detail("path", place.pathOf(key));
    if (entry != null && entry.value() instanceof ScalarNode scalar) {
      if (scalar.isBroken()) return;
      if (scalar.original() != null) problem.label("is " + complaints.found(key, scalar));
      for (String name : scalar.unset()) {
        problem.detail("note", "environment variable " + name + " is not set");
      }
    }
    problem.details(details).add();
  }

  /** As {@link #refuse}, at one entry of a list (from 0). */
  public void refuseItem(String key, int index, String problem, String... details) {
    Span span = span(key);
    MapNode.Entry entry = entry(key);
    if (entry != null && entry.value() instanceof ListNode list && index < list.items().size()) {
      span = list.items().get(index).span();
    }
    Target item = target(key, "", "").item(index);
    context
        .problems
        .error(Code.INVALID_VALUE, "`" + item.key() + "` " + problem)
        .at(span)
        .detail("path", item.path())
        .details(details)
        .add();
  }

  /**
   * As {@link #refuse}, at a piece of a text: where a regular expression goes wrong. The whole
   * value is marked where the piece cannot be found in the source as it is.
   *
   * @param from characters before the piece
   */
  public void refusePart(String key, int from, int length, String problem, String... details) {
    MapNode.Entry entry = entry(key);
    Problem.Builder builder =
        context.problems.error(Code.INVALID_VALUE, "`" + key + "` " + problem);
    if (entry != null && entry.value() instanceof ScalarNode scalar && scalar.isBroken()) return;
    Span span = span(key);
    if (entry != null && entry.value() instanceof ScalarNode scalar) {
      span = context.problems.redaction().part(scalar, from, length);
    }
    builder.at(span).detail("path", place.pathOf(key)).details(details).add();
  }

  /** A setting of the collector that is accepted and changes nothing; said once if written. */
  public void ignored(String key, String why) {
    MapNode.Entry entry = entry(key);
    declared.putIfAbsent(key, new Declared("any", "", "without effect: " + why, new ArrayList<>()));
    if (entry == null) return;
    context
        .problems
        .note(Code.IGNORED_KEY, "`" + key + "` has no effect here: " + why)
        .at(entry.key())
        .label("accepted and ignored")
        .detail("path", place.pathOf(key))
        .add();
  }

  /** Another spelling of a key that the collector takes; call it before the key is read. */
  public void renamed(String oldKey, String newKey) {
    MapNode.Entry old = node.entries().get(oldKey);
    if (old == null) return;
    spelled.put(newKey, oldKey);
    MapNode.Entry both = node.entries().get(newKey);
    if (both == null) return;
    context
        .problems
        .error(Code.RENAMED_KEY, "`" + oldKey + "` and `" + newKey + "` are the same setting")
        .at(old.key())
        .label("another name of it")
        .also(both.key(), "the same setting")
        .detail("path", place.pathOf(oldKey))
        .detail("fix", "remove one of the two")
        .add();
  }

  MapNode.@Nullable Entry entry(String key) {
    MapNode.Entry entry = node.entries().get(key);
    String other = spelled.get(key);
    return entry != null || other == null ? entry : node.entries().get(other);
  }

  /**
   * Reports every written key, here and below, that nobody has read. To be called once, after the
   * component has read its settings.
   */
  public void finish() {
    var unknown = new UnknownKeys(this);
    node.entries()
        .forEach(
            (key, entry) -> {
              if (declared.containsKey(key) || spelled.containsValue(key)) return;
              unknown.report(key, entry.key(), place.pathOf(key), entry.value().span());
            });
    for (Declared one : declared.values()) one.below.forEach(Section::finish);
  }

  // ---- helpers ----

  /** Declares the key and finds its value, null if it is absent or null. */
  @Nullable Node present(String key, String type, String dflt, String doc) {
    Node node = declare(key, type, dflt, doc);
    return node == null || node.isNull() ? null : node;
  }

  @Nullable Node declare(String key, String type, String dflt, String doc) {
    declared.putIfAbsent(key, new Declared(type, dflt, doc, new ArrayList<>()));
    MapNode.Entry entry = entry(key);
    return entry == null ? null : entry.value();
  }

  /** The sections of a key that was read as a section or as several. */
  List<Section> below(String key) {
    Declared one = declared.get(key);
    return one == null ? new ArrayList<>() : one.below;
  }

  Target target(String key, String expected, String dflt) {
    String shown = dflt.isEmpty() ? expected : expected + " (default " + dflt + ")";
    return new Target(key, place.pathOf(key), shown, lenient);
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "\"\"" : text;
  }
}
