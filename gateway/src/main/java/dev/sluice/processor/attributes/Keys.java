package dev.sluice.processor.attributes;

import com.google.re2j.Pattern;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The attributes that an action is about: that of one key, then those that match a pattern. */
final class Keys {
  private final @Nullable ByteSlice key;
  private final @Nullable Pattern pattern;

  /** At least one of the two is there; the pattern is not anchored. */
  Keys(@Nullable String key, @Nullable Pattern pattern) {
    this.key = key == null ? null : ByteSlice.utf8(key);
    this.pattern = pattern;
  }

  void each(AttributeMap attributes, IntConsumer slot) {
    if (key != null) {
      int found = attributes.find(key);
      if (found >= 0) slot.accept(found);
    }
    if (pattern == null) return;
    for (int at = attributes.next(-1); at >= 0; at = attributes.next(at)) {
      if (pattern.matcher(attributes.key(at).utf8()).find()) slot.accept(at);
    }
  }
}
