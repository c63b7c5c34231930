package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which labels streams have, besides what hints ask for. Immutable; replaced when a label is
 * demoted.
 *
 * @param demoted names of labels that have too many values to be labels
 * @param isMetadataTaken whether demoted labels travel as structured metadata; else they stay in
 *     the line
 */
record LabelPolicy(DefaultLabels defaults, Set<ByteSlice> demoted, boolean isMetadataTaken) {
  LabelPolicy {
    demoted = Set.copyOf(demoted);
  }

  static LabelPolicy of(DefaultLabels defaults) {
    return new LabelPolicy(defaults, Set.of(), true);
  }

  boolean demotes(LabelName name) {
    return !demoted.isEmpty() && demoted.contains(name.name());
  }

  LabelPolicy withDemoted(ByteSlice name) {
    var more = new LinkedHashSet<>(demoted);
    more.add(name);
    return new LabelPolicy(defaults, more, isMetadataTaken);
  }

  LabelPolicy withoutMetadata() {
    return new LabelPolicy(defaults, demoted, false);
  }
}
