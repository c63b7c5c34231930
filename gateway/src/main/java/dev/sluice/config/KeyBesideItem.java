package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of a list item that stand below its dash instead of below its first setting:
 *
 * <pre>
 *   - job_name: app
 *   scrape_interval: 5s
 * </pre>
 */
final class KeyBesideItem {
  private static final Pattern ITEM_WITH_KEY = Pattern.compile("^\\s*-( +)[^\\s#].*?:(\\s.*)?$");
  private static final int NAMES_SHOWN = 3;

  private final YamlTrouble trouble;
  private final EditedText text;

  KeyBesideItem(YamlTrouble trouble) {
    this.trouble = trouble;
    this.text = trouble.text();
  }

  boolean applies() {
    return trouble.context().contains("block collection")
        && trouble.problem().contains("found '?'")
        && trouble.contextColumn() == trouble.column()
        && itemLine() > 0;
  }

  /** The item that the key was meant to be in; 0 if that item is no map. */
  private int itemLine() {
    for (int above = trouble.line() - 1; above > 0; above--) {
      if (text.isBlank(above) || text.indent(above) >= trouble.column()) continue;
      boolean isMap = ITEM_WITH_KEY.matcher(trouble.content(above)).matches();
      return text.indent(above) == trouble.column() - 1 && isMap ? above : 0;
    }
    return 0;
  }

  private int columnsOff() {
    Matcher item = ITEM_WITH_KEY.matcher(trouble.content(itemLine()));
    return item.matches() ? 1 + item.group(1).length() : 2;
  }

  /** The last line that is as far off as the first. */
  private int lastOff() {
    int indent = trouble.column() - 1;
    int last = trouble.line();
    for (int below = last + 1; below <= text.lineCount(); below++) {
      if (text.isBlank(below)) continue;
      boolean nextItem =
          text.indent(below) == indent && text.line(below).stripLeading().startsWith("-");
      if (text.indent(below) < indent || nextItem) break;
      last = below;
    }
    return last;
  }

  void report() {
    int first = trouble.line();
    int last = lastOff();
    String key = trouble.key(first);
    int item = itemLine();
    String itemKey = trouble.key(item);
    String lines = first == last ? "line " + first : "lines " + first + "-" + last;
    trouble
        .error(
            Code.YAML_INDENT,
            "`" + key + "` stands beside the list item `- " + itemKey + "`, not inside it",
            first,
            trouble.column(),
            key.length())
        .label("one level off" + others(first, last))
        .also(
            text.span(item, trouble.column(), 1),
            "the item's settings start below `" + itemKey + "`")
        .detail("fix", "indent " + lines + " by " + columnsOff() + " more spaces")
        .add();
  }

  private String others(int first, int last) {
    List<String> keys = new ArrayList<>();
    for (int below = first + 1; below <= last; below++) {
      boolean isKey = !text.isBlank(below) && text.indent(below) == trouble.column() - 1;
      if (isKey) keys.add("`" + trouble.key(below) + "`");
    }
    if (keys.isEmpty()) return "";
    String more = keys.size() > NAMES_SHOWN ? ", …" : "";
    int shown = Math.min(NAMES_SHOWN, keys.size());
    String are = keys.size() == 1 ? ", and so is " : ", and so are ";
    return are + String.join(", ", keys.subList(0, shown)) + more;
  }

  void mend() {
    String spaces = " ".repeat(columnsOff());
    int last = lastOff();
    for (int off = trouble.line(); off <= last; off++) {
      if (!text.isBlank(off)) text.insert(off, 1, spaces);
    }
  }
}
