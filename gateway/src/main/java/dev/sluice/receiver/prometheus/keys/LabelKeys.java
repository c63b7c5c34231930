package dev.sluice.receiver.prometheus.keys;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.relabel.LabelNames;
import dev.sluice.receiver.prometheus.relabel.LabelSet;

/** Maps of label names and values in the configuration. */
public final class LabelKeys {
  private LabelKeys() {}

  public static LabelSet read(Section parent, String key, String doc) {
    Section section = parent.section(key, doc);
    var labels = new LabelSet();
    for (String name : section.keys()) {
      String value = section.text(name, "", "a label");
      if (LabelNames.isClassic(name)) {
        labels.set(name, value);
      } else {
        section.refuse(
            name, "is no name for a label", "allowed: letters, digits and _, not a digit first");
      }
    }
    return labels;
  }
}
