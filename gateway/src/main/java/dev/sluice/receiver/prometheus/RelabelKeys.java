package dev.sluice.receiver.prometheus;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.relabel.LabelNames;
import dev.sluice.receiver.prometheus.relabel.RelabelAction;
import dev.sluice.receiver.prometheus.relabel.RelabelRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists of relabelling rules, checked as Prometheus checks them. */
final class RelabelKeys {
  private static final Set<RelabelAction> NEED_TARGET =
      EnumSet.of(
          RelabelAction.REPLACE,
          RelabelAction.HASHMOD,
          RelabelAction.LOWERCASE,
          RelabelAction.UPPERCASE,
          RelabelAction.KEEPEQUAL,
          RelabelAction.DROPEQUAL);
  private static final Set<RelabelAction> NEED_NO_REPLACEMENT =
      EnumSet.of(
          RelabelAction.LOWERCASE,
          RelabelAction.UPPERCASE,
          RelabelAction.KEEPEQUAL,
          RelabelAction.DROPEQUAL,
          RelabelAction.LABELDROP,
          RelabelAction.LABELKEEP);
  private static final Set<RelabelAction> COMPARE =
      EnumSet.of(RelabelAction.KEEPEQUAL, RelabelAction.DROPEQUAL);
  private static final Set<RelabelAction> REMOVE_LABELS =
      EnumSet.of(RelabelAction.LABELDROP, RelabelAction.LABELKEEP);

  private RelabelKeys() {}

  static List<RelabelRule> read(Section parent, String key, String doc) {
    var rules = new ArrayList<RelabelRule>();
    for (Section section : parent.sections(key, doc)) rules.add(rule(section));
    return List.copyOf(rules);
  }

  private static RelabelRule rule(Section s) {
    var rule =
        new RelabelRule(
            action(s),
            s.texts("source_labels", List.of(), "labels whose values are the source"),
            s.text("separator", RelabelRule.DEFAULT_SEPARATOR, "between the values of the source"),
            regex(s),
            s.bigInteger("modulus", 0, 0, Long.MAX_VALUE, "of the hash, for hashmod"),
            s.text("target_label", "", "the label that is set or compared"),
            s.text("replacement", RelabelRule.DEFAULT_REPLACEMENT, "the new value; $1 is a group"));
    check(s, rule);
    return rule;
  }

  /** Prometheus takes the words in any case. */
  private static RelabelAction action(Section s) {
    String text = s.text("action", RelabelAction.REPLACE.word(), "what the rule does");
    RelabelAction action = RelabelAction.BY_WORD.get(text.toLowerCase(Locale.ROOT));
    if (action != null) return action;
    s.refuse(
        "action", "is not known", "allowed: " + String.join(", ", RelabelAction.BY_WORD.keySet()));
    return RelabelAction.REPLACE;
  }

  private static Pattern regex(Section s) {
    String text = s.text("regex", RelabelRule.DEFAULT_REGEX, "RE2; must match the whole source");
    try {
      return RelabelRule.anchored(text);
    } catch (PatternSyntaxException e) {
      s.refuse("regex", "is no regular expression of RE2", "note: " + e.getDescription());
      return RelabelRule.DEFAULT_PATTERN;
    }
  }

  private static void check(Section s, RelabelRule rule) {
    String word = rule.action().word();
    for (String label : rule.sourceLabels()) {
      if (!LabelNames.isClassic(label)) {
        s.refuse("source_labels", "has a text that is no name for a label: '" + label + "'");
      }
    }
    if (NEED_TARGET.contains(rule.action())) checkTarget(s, rule);
    if (rule.action() == RelabelAction.HASHMOD && rule.modulus() == 0) {
      s.refuse("modulus", "must be greater than zero for hashmod", "e.g.: modulus: 8");
    }
    if (rule.action() == RelabelAction.LABELMAP && !LabelNames.isTemplate(rule.replacement())) {
      s.refuse("replacement", "gives no name for a label", "e.g.: replacement: $1");
    }
    boolean comparesOrRemoves =
        COMPARE.contains(rule.action()) || REMOVE_LABELS.contains(rule.action());
    if (NEED_NO_REPLACEMENT.contains(rule.action())
        && !rule.replacement().equals(RelabelRule.DEFAULT_REPLACEMENT)) {
      refuse(s, word, "replacement");
    }
    if (comparesOrRemoves && rule.modulus() != 0) refuse(s, word, "modulus");
    if (comparesOrRemoves && !rule.separator().equals(RelabelRule.DEFAULT_SEPARATOR)) {
      refuse(s, word, "separator");
    }
    if (COMPARE.contains(rule.action())
        && !rule.regex().pattern().equals(RelabelRule.DEFAULT_PATTERN.pattern())) {
      refuse(s, word, "regex");
    }
    if (REMOVE_LABELS.contains(rule.action())) {
      if (!rule.sourceLabels().isEmpty()) refuse(s, word, "source_labels");
      if (!rule.targetLabel().isEmpty()) refuse(s, word, "target_label");
    }
  }

  private static void checkTarget(Section s, RelabelRule rule) {
    String target = rule.targetLabel();
    String word = rule.action().word();
    if (target.isEmpty()) {
      s.refuse("target_label", "must be written for the action " + word);
    } else if (rule.action() == RelabelAction.REPLACE
        ? !LabelNames.isTemplate(target)
        : !LabelNames.isClassic(target)) {
      s.refuse("target_label", "is no name for a label: '" + target + "'");
    }
  }

  /**
   * As in Prometheus a default does no harm: who writes a configuration out again, as a target
   * allocator does, writes the defaults with it.
   */
  private static void refuse(Section s, String word, String key) {
    s.refuse(key, "means nothing to the action " + word, "fix: remove it");
  }
}
