package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {

  @Test
  void settings_areReadByType() {
    Section section =
        Sections.parse(
            """
            endpoint: http://loki:3100
            timeout: 1m30s
            enabled: true
            size: 1_000
            ratio: .5
            names: a, b
            tls: {insecure: true}
            """);
    assertThat(section.text("endpoint", "", "")).isEqualTo("http://loki:3100");
    assertThat(section.duration("timeout", Duration.ZERO, "")).isEqualTo(Duration.ofSeconds(90));
    assertThat(section.flag("enabled", false, "")).isTrue();
    assertThat(section.integer("size", 1, 0, 2000, "")).isEqualTo(1000);
    assertThat(section.decimal("ratio", 1, 0, 1, "")).isEqualTo(0.5);
    assertThat(section.texts("names", List.of(), "")).containsExactly("a", "b");
    assertThat(section.section("tls", "").flag("insecure", false, "")).isTrue();
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void anUnknownKey_isRefusedWithTheNearestName() {
    Section section = Sections.parse("compresion: gzip\n");
    section.text("compression", "gzip", "");
    assertThat(Sections.problems(section))
        .contains("error[SL2104]: unknown key `compresion`")
        .contains("test.yaml:1:1")
        .contains("did you mean `compression`?");
  }

  @Test
  void aKeyThatIsOnlyMistyped_isNotMissingAsWell() {
    Section section = Sections.parse("endpoit: x\n");
    assertThat(section.optionalText("endpoint", "")).isNull();
    section.refuse("endpoint", "is required");
    assertThat(Sections.problems(section)).contains("SL2104").doesNotContain("is required");
  }

  @Test
  void absentAndNull_areTheDefault() {
    Section section = Sections.parse("a:\nb: ~\nc: {}\n");
    assertThat(section.text("a", "dflt", "")).isEqualTo("dflt");
    assertThat(section.integer("b", 7, 0, 9, "")).isEqualTo(7);
    assertThat(section.section("c", "").duration("d", Duration.ZERO, "")).isZero();
    assertThat(section.section("e", "").isWritten()).isFalse();
    assertThat(section.sections("f", "")).isEmpty();
    assertThat(section.has("a")).isTrue();
    assertThat(section.has("x")).isFalse();
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void sections_knowTheirPaths() {
    Section section = Sections.parse("list:\n  - {a: 1}\n  - {a: 2}\nmap: {x: {a: 3}, y: }\n");
    List<Section> list = section.sections("list", "");
    assertThat(list).extracting(Section::path).containsExactly("test::list[0]", "test::list[1]");
    assertThat(list).extracting(s -> s.integer("a", 0, 0, 9, "")).containsExactly(1, 2);
    List<Section> entries = section.entries("map", "");
    assertThat(entries).extracting(Section::name).containsExactly("x", "y");
    assertThat(entries.get(0).path()).isEqualTo("test::map::x");
    assertThat(entries.get(0).span()).hasToString("test.yaml:4:7");
    assertThat(entries.get(0).integer("b", 0, 0, 9, "")).isZero();
    assertThat(Sections.problems(section))
        .contains("unknown key `a` in `x` of component `test`")
        .contains("path:    test::map::x::a");
  }

  @Test
  void anOtherSpelling_isReadAndNotUnknown() {
    Section section = Sections.parse("old_name: 5\n");
    section.renamed("old_name", "new_name");
    assertThat(section.has("new_name")).isTrue();
    assertThat(section.integer("new_name", 0, 0, 9, "")).isEqualTo(5);
    assertThat(Sections.problems(section)).isEmpty();
  }

  @Test
  void bothSpellingsAtOnce_areRefused() {
    Section section = Sections.parse("old_name: 5\nnew_name: 6\n");
    section.renamed("old_name", "new_name");
    assertThat(section.integer("new_name", 0, 0, 9, "")).isEqualTo(6);
    assertThat(Sections.problems(section)).contains("are the same setting");
  }

  @Test
  void whatAComponentRefuses_isShownAtItsPlace() {
    Section section = Sections.parse("names: [a, b*]\nregex: \"a(?=b)\"\nlevel: 3\n");
    section.texts("names", List.of(), "");
    section.text("regex", "", "");
    section.integer("level", 0, 0, 9, "");
    section.refuseItem("names", 1, "has a star", "fix: b");
    section.refusePart("regex", 1, 3, "looks ahead", "hint: RE2 cannot");
    section.warn("level", "is rather high");
    assertThat(Sections.problems(section))
        .isEqualTo(
            """
            error[SL2301]: `names[1]` has a star
              --> test.yaml:1:12
               |
             1 | names: [a, b*]
               |            ^^
               |
               = path: test::names[1]
               = fix:  b

            error[SL2301]: `regex` looks ahead
              --> test.yaml:2:10
               |
             2 | regex: "a(?=b)"
               |          ^^^
               |
               = path: test::regex
               = hint: RE2 cannot

            warning[SL2302]: `level` is rather high
              --> test.yaml:3:8
               |
             3 | level: 3
               |        ^
               |
               = path: test::level

            2 errors, 1 warning in test.yaml
            """);
  }

  @Test
  void aValueThatIsBrokenAlready_isNotRefusedAgain() {
    var loads = new Loads(Map.of()).text("endpoint: ${evn:X}\n");
    Section section = loads.section();
    assertThat(section.optionalText("endpoint", "")).isNull();
    assertThat(section.requiredText("endpoint", "")).isEmpty();
    section.refuse("endpoint", "is required");
    assertThat(loads.problems.count(Severity.ERROR)).isEqualTo(1);
  }

  @Test
  void aRefusedUnsetVariable_isNamed() {
    var loads = new Loads(Map.of()).text("endpoint: ${env:TEMPO}\n");
    Section section = loads.section();
    assertThat(section.optionalText("endpoint", "")).isNull();
    section.refuse("endpoint", "is required");
    assertThat(loads.rendered()).contains("TEMPO is not set").contains("1 error in test.yaml");
  }

  @Test
  void aProbe_knowsEverySetting() {
    Section probe = Section.probe("exporter");
    probe.text("endpoint", "localhost", "where to");
    probe.duration("timeout", Duration.ofSeconds(5), "how long");
    probe.section("queue", "the queue").integer("size", 10, 1, 100, "how many");
    for (Section item : probe.sections("attributes", "what to change")) {
      item.optionalText("key", "which");
    }
    for (Section entry : probe.entries("protocols", "by name")) entry.flag("on", true, "");
    assertThat(probe.settings())
        .containsExactly(
            new Setting("endpoint", "text", "localhost", "where to", List.of()),
            new Setting("timeout", "duration", "5s", "how long", List.of()),
            new Setting(
                "queue",
                "map",
                "",
                "the queue",
                List.of(new Setting("size", "whole number", "10", "how many", List.of()))),
            new Setting(
                "attributes",
                "list of maps",
                "",
                "what to change",
                List.of(new Setting("key", "text", "", "which", List.of()))),
            new Setting(
                "protocols",
                "map of maps",
                "",
                "by name",
                List.of(new Setting("on", "true/false", "true", "", List.of()))));
    assertThat(probe.problems().isEmpty()).isTrue();
  }
}
