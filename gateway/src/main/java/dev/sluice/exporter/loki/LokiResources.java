package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ContentCache;

/**
 * Resources and hints that were met before, with what follows from them. An application sends the
 * same ones every time. Bounded: what is forgotten is worked out again. Any thread.
 */
final class LokiResources {
  private static final int MAX_RESOURCES = 8192;
  private static final long MAX_RESOURCE_BYTES = 8 << 20;
  private static final int MAX_HINTS = 256;
  private static final long MAX_HINT_BYTES = 1 << 19;

  private final DefaultLabels defaults;
  private final ContentCache<LokiResource> resources =
      new ContentCache<>(MAX_RESOURCES, MAX_RESOURCE_BYTES);
  private final ContentCache<LabelHint> hints = new ContentCache<>(MAX_HINTS, MAX_HINT_BYTES);

  LokiResources(DefaultLabels defaults) {
    this.defaults = defaults;
  }

  /** What follows from a Resource message; an absent one is an empty one. */
  LokiResource of(ByteSlice message) {
    LokiResource known = resources.get(message);
    if (known != null) return known;
    ByteSlice copy = ByteSlice.of(message.toByteArray());
    LokiResource made = LokiResource.of(copy, defaults);
    resources.put(copy, made, made.weight());
    return made;
  }

  /** The hint whose AnyValue stands there. */
  LabelHint hint(byte[] array, int from, int to) {
    LabelHint known = hints.get(array, from, to - from);
    if (known != null) return known;
    LabelHint made = LabelHint.read(array, from, to);
    ByteSlice key = ByteSlice.of(java.util.Arrays.copyOfRange(array, from, to));
    hints.put(key, made, made.weight() + key.length());
    return made;
  }

  boolean isLevelEnabled() {
    return defaults.level();
  }
}
