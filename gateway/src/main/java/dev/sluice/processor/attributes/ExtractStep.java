package dev.sluice.processor.attributes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.AnyValueView;
import dev.sluice.otlp.AnyValues;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;
import java.util.Map;

/** Writes each named group of the first match in a text as an attribute of its name. */
final class ExtractStep implements Step {
  private final ByteSlice key;
  private final Pattern pattern;
  private final Map<String, Integer> groups;

  /** All groups of the pattern are named. */
  ExtractStep(String key, Pattern pattern) {
    this.key = ByteSlice.utf8(key);
    this.pattern = pattern;
    this.groups = pattern.namedGroups();
  }

  @Override
  public void apply(AttributeMap attributes, Metadata metadata) {
    ByteSlice value = attributes.get(key);
    if (value == null) return;
    AnyValueView view = new AnyValueView().read(value);
    if (view.kind() != AnyValueView.Kind.TEXT) return;
    Matcher matcher = pattern.matcher(view.bytes().utf8());
    if (!matcher.find()) return;
    groups.forEach(
        (name, group) -> {
          String text = matcher.group(group);
          attributes.put(ByteSlice.utf8(name), AnyValues.of(text == null ? "" : text));
        });
  }
}
