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

  private volatile Known known;
  private final ContentCache<LabelHint> hints = new ContentCache<>(MAX_HINTS, MAX_HINT_BYTES);

  /** What was worked out under one policy; another policy begins anew. */
  private record Known(LabelPolicy policy, ContentCache<LokiResource> resources) {
    static Known under(LabelPolicy policy) {
      return new Known(policy, new ContentCache<>(MAX_RESOURCES, MAX_RESOURCE_BYTES));
    }
  }

  LokiResources(DefaultLabels defaults) {
    this.known = Known.under(LabelPolicy.of(defaults));
  }

  LabelPolicy policy() {
    return known.policy();
  }

  /** From now on that label is none any more. */
  synchronized void demote(ByteSlice label) {
    known = Known.under(known.policy().withDemoted(label));
  }

  /** From now on what is demoted stays in the line. */
  synchronized void withoutMetadata() {
    if (known.policy().isMetadataTaken()) known = Known.under(known.policy().withoutMetadata());
  }

  /** What follows from a Resource message; an absent one is an empty one. */
  LokiResource of(ByteSlice message) {
    Known now = known;
    LokiResource met = now.resources.get(message);
    if (met != null) return met;
    ByteSlice copy = ByteSlice.of(message.toByteArray());
    LokiResource made = LokiResource.of(copy, now.policy);
    now.resources.put(copy, made, made.weight());
    return made;
  }

  /** The hint whose AnyValue stands there. */
  LabelHint hint(byte[] array, int from, int to) {
    LabelHint met = hints.get(array, from, to - from);
    if (met != null) return met;
    LabelHint made = LabelHint.read(array, from, to);
    ByteSlice key = ByteSlice.of(java.util.Arrays.copyOfRange(array, from, to));
    hints.put(key, made, made.weight() + key.length());
    return made;
  }

  boolean isLevelEnabled() {
    return policy().defaults().level();
  }
}
