package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Targets that share labels. Its label sets are not changed any more.
 *
 * @param source tells the groups of one discovery apart: {@code pod/shop/cart-1}
 * @param targets each with its {@code __address__}; its labels win over the group's
 */
public record TargetGroup(String source, List<LabelSet> targets, LabelSet labels) {
  public static final String ADDRESS = "__address__";

  /** What a label costs in memory beside its text. */
  private static final int BYTES_PER_LABEL = 120;

  public TargetGroup {
    targets = List.copyOf(targets);
  }

  public static TargetGroup of(String source, List<String> addresses, LabelSet labels) {
    var targets = new ArrayList<LabelSet>();
    for (String address : addresses) {
      var target = new LabelSet();
      target.set(ADDRESS, address);
      targets.add(target);
    }
    return new TargetGroup(source, targets, labels);
  }

  /** About what it takes in memory. */
  long bytes() {
    long[] bytes = {100 + source.length() + size(labels)};
    for (LabelSet target : targets) bytes[0] += 100 + size(target);
    return bytes[0];
  }

  private static long size(LabelSet labels) {
    long[] bytes = {0};
    labels.forEach((name, value) -> bytes[0] += BYTES_PER_LABEL + name.length() + value.length());
    return bytes[0];
  }
}
