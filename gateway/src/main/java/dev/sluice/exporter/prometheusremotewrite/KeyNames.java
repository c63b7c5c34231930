package dev.sluice.exporter.prometheusremotewrite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The label names of all attribute keys that were seen, by the keys' bytes. There are few of them,
 * however many series there are. Bounded: when it is full it forgets all and begins anew. Owner:
 * the encoder's thread.
 */
final class KeyNames {
  private static final int MAX_BYTES = 256 << 10;

  private final LabelNames rules;
  private final ResourceChoice choice;
  private final String prefix;
  private final @Nullable LabelName[] buckets = new LabelName[1024];
  private int bytes;

  /**
   * @param choice which resource attributes become labels of every series
   * @param prefix what stands before each key
   */
  KeyNames(LabelNames rules, ResourceChoice choice, String prefix) {
    this.rules = rules;
    this.choice = choice;
    this.prefix = prefix;
  }

  LabelName of(byte[] array, int from, int to) {
    int bucket = (int) Hash64.of(array, from, to) & (buckets.length - 1);
    for (LabelName n = buckets[bucket]; n != null; n = n.chain) {
      if (n.isOf(array, from, to)) return n;
    }
    LabelName made = make(new String(array, from, to - from, StandardCharsets.UTF_8));
    if (bytes + made.sizeInBytes() > MAX_BYTES) {
      Arrays.fill(buckets, null);
      bytes = 0;
    }
    if (made.sizeInBytes() > MAX_BYTES) return made;
    bytes += made.sizeInBytes();
    made.chain = buckets[bucket];
    buckets[bucket] = made;
    return made;
  }

  private LabelName make(String key) {
    LabelName.Role role =
        switch (key) {
          case ResourceChoice.SERVICE_NAME -> LabelName.Role.SERVICE_NAME;
          case ResourceChoice.SERVICE_NAMESPACE -> LabelName.Role.SERVICE_NAMESPACE;
          case ResourceChoice.SERVICE_INSTANCE -> LabelName.Role.SERVICE_INSTANCE;
          default -> LabelName.Role.NONE;
        };
    String name = rules.of(prefix + key);
    return new LabelName(utf8(key), utf8(name), role, choice.takes(key));
  }

  /** A name of our own, which is no attribute's. */
  static LabelName own(String name) {
    return new LabelName(utf8(name), utf8(name), LabelName.Role.NONE, false);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
