package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what only the outermost parts of a configuration have: lists of names, and maps whose
 * entries are things of their own.
 */
final class Names {
  private final Section section;

  Names(Section section) {
    this.section = section;
  }

  /** An entry of a list of names, with its place. */
  record Item(String text, Span span, String path) {}

  /** A list of names, or one text with commas between; what is wrong with it is reported. */
  List<Item> list(String key, String doc) {
    Node node = section.present(key, "list of names", "", doc);
    if (node == null) return List.of();
    Target target = section.target(key, "a list of names", "");
    var items = new ArrayList<Item>();
    if (node instanceof ListNode list) {
      for (int i = 0; i < list.items().size(); i++) {
        Node item = list.items().get(i);
        String text = section.values().text(target.item(i), item);
        if (text != null) items.add(new Item(text, item.span(), target.item(i).path()));
      }
      return items;
    }
    List<String> texts = section.values().texts(target, node);
    if (texts == null) return List.of();
    for (String text : texts) items.add(new Item(text, node.span(), target.path()));
    return items;
  }

  /** Whether the key is absent, null, or a list without entries. */
  boolean isEmpty(String key) {
    MapNode.Entry entry = section.entry(key);
    if (entry == null) return true;
    Node value = entry.value();
    return (value.isNull() && !value.isBroken())
        || (value instanceof ListNode list && list.items().isEmpty());
  }

  /**
   * A map whose entries are called by their kind and name; {@link Section#finish} does not reach
   * them. Null if it is no map, which was reported.
   */
  @Nullable List<Section> map(String key, String kind) {
    Node node = section.declare(key, "map", "", kind + "s by name");
    if (node != null && node.isBroken()) return null;
    if (node == null || node.isNull()) return List.of();
    if (!(node instanceof MapNode map)) {
      Target target = section.target(key, "a map from names to settings", "");
      section.complaints().wrongType(target, node, "a map", "");
      return null;
    }
    var sections = new ArrayList<Section>();
    map.entries().forEach((id, entry) -> sections.add(named(key, kind, id.strip(), entry)));
    return sections;
  }

  private Section named(String key, String kind, String id, MapNode.Entry entry) {
    Node node = entry.value();
    String path = section.place().pathOf(key) + "::" + id;
    String owner = kind + " `" + id + "`";
    var at = new SectionPlace(entry.key(), owner, id, path, id, !node.isNull());
    if (!node.isNull() && !(node instanceof MapNode)) {
      section.complaints().noMap(new Target(id, path, "a map", false), node);
    }
    MapNode map =
        node instanceof MapNode given ? given : new MapNode(entry.key(), java.util.Map.of());
    return new Section(section.context(), section, map, at, false);
  }
}
