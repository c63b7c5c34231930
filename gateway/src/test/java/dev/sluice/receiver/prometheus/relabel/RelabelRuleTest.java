package dev.sluice.receiver.prometheus.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelabelRuleTest {
  private final LabelSet labels = new LabelSet(Map.of("a", "foo", "b", "bar", "c", "baz"));

  @ParameterizedTest
  @CsvSource({
    "f(.*), d, ch${1}-ch$1, d, choo-choo",
    "(.*), d, $1, d, foo",
    "f(.*), d, $$1, d, $1",
    "f(?P<rest>.*), d, ${rest}/$rest, d, oo/oo",
    "f(.*), d, $1x, d, ''",
    "f(.*), d, $9, d, ''",
    "f(.*), d, $, d, $",
    "f(.*), d, ${1, d, ${1",
    "f(.*), d, $-$1, d, $-oo",
    "f(.*), d, $01, d, ''",
    "o, d, never, d, ''",
    "f(.*), ${1}x, v, oox, v",
    "f(.*), ${1}-x, v, d, ''",
    "f(.*), a, '', a, ''",
  })
  void replace_setsTheTargetToTheExpandedText(
      String regex, String target, String replacement, String label, String value) {
    assertThat(rule(RelabelAction.REPLACE, "a", regex, target, replacement).apply(labels)).isTrue();

    assertThat(labels.get(label)).isEqualTo(value);
  }

  @Test
  void severalSources_areJoinedBySeparator() {
    var rule =
        new RelabelRule(
            RelabelAction.REPLACE,
            List.of("a", "none", "b"),
            "|",
            RelabelRule.anchored("foo\\|\\|(b.r)"),
            0,
            "d",
            "$1");

    assertThat(rule.apply(labels)).isTrue();
    assertThat(labels.get("d")).isEqualTo("bar");
  }

  @Test
  void withoutSources_theSourceIsEmpty() {
    var rule =
        new RelabelRule(
            RelabelAction.REPLACE, List.of(), ";", RelabelRule.anchored("(.*)"), 0, "d", "fixed");

    assertThat(rule.apply(labels)).isTrue();
    assertThat(labels.get("d")).isEqualTo("fixed");
  }

  @ParameterizedTest
  @CsvSource({
    "KEEP, f.*, true",
    "KEEP, o, false",
    "KEEP, oo, false",
    "DROP, f.*, false",
    "DROP, oo, true"
  })
  void keepAndDrop_matchTheWholeSource(RelabelAction action, String regex, boolean kept) {
    assertThat(rule(action, "a", regex, "", "$1").apply(labels)).isEqualTo(kept);
  }

  @Test
  void theDot_matchesNewlinesToo() {
    labels.set("a", "x\ny");

    assertThat(rule(RelabelAction.KEEP, "a", "x.y", "", "$1").apply(labels)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "KEEPEQUAL, foo, true",
    "KEEPEQUAL, bar, false",
    "DROPEQUAL, foo, false",
    "DROPEQUAL, bar, true"
  })
  void keepEqualAndDropEqual_compareWithTheTarget(
      RelabelAction action, String target, boolean kept) {
    labels.set("t", target);

    assertThat(rule(action, "a", "(.*)", "t", "$1").apply(labels)).isEqualTo(kept);
  }

  /** The sums were made with md5sum: the last eight bytes, as a whole number, modulo. */
  @ParameterizedTest
  @CsvSource({"bar, 1000, 922", "foo, 8, 0", "foo, 1000000007, 819793643", "'', 9, 7"})
  void hashMod_isTheEndOfMd5(String source, long modulus, String expected) {
    labels.set("c", source);
    var rule =
        new RelabelRule(
            RelabelAction.HASHMOD,
            List.of("c"),
            ";",
            RelabelRule.anchored("(.*)"),
            modulus,
            "d",
            "$1");

    assertThat(rule.apply(labels)).isTrue();
    assertThat(labels.get("d")).isEqualTo(expected);
  }

  @Test
  void labelMap_copiesUnderOtherNames() {
    labels.set("meta_pod", "p1");
    labels.set("meta_", "none");
    rule(RelabelAction.LABELMAP, "", "meta_(.*)", "", "${1}").apply(labels);

    assertThat(labels.toMap())
        .isEqualTo(
            Map.of(
                "a",
                "foo",
                "b",
                "bar",
                "c",
                "baz",
                "meta_pod",
                "p1",
                "meta_",
                "none",
                "pod",
                "p1"));
  }

  @Test
  void labelDrop_andLabelKeep_lookAtNames() {
    LabelSet kept = labels.copy();
    rule(RelabelAction.LABELDROP, "", "[ab]", "", "$1").apply(labels);
    rule(RelabelAction.LABELKEEP, "", "[ab]", "", "$1").apply(kept);

    assertThat(labels.names()).containsExactly("c");
    assertThat(kept.names()).containsExactly("a", "b");
  }

  @Test
  void lowerAndUpperCase_doNotDependOnTheLocale() {
    labels.set("a", "TITLE Ä");
    rule(RelabelAction.LOWERCASE, "a", "(.*)", "d", "$1").apply(labels);
    rule(RelabelAction.UPPERCASE, "d", "(.*)", "e", "$1").apply(labels);

    assertThat(labels.get("d")).isEqualTo("title ä");
    assertThat(labels.get("e")).isEqualTo("TITLE Ä");
  }

  @Test
  void rules_applyInOrderUntilOneDrops() {
    List<RelabelRule> rules =
        List.of(
            rule(RelabelAction.REPLACE, "a", "(.*)", "b", "$1"),
            rule(RelabelAction.DROP, "b", "foo", "", "$1"),
            rule(RelabelAction.REPLACE, "a", "(.*)", "c", "$1"));

    assertThat(RelabelRule.applyAll(rules, labels)).isFalse();
    assertThat(labels.get("b")).isEqualTo("foo");
    assertThat(labels.get("c")).isEqualTo("baz");
  }

  private static RelabelRule rule(
      RelabelAction action, String source, String regex, String target, String replacement) {
    return new RelabelRule(
        action,
        source.isEmpty() ? List.of() : List.of(source),
        ";",
        RelabelRule.anchored(regex),
        0,
        target,
        replacement);
  }
}
