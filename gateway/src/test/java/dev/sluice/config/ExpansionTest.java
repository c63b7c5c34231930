package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "A", "va",
          "B", "vb",
          "EMPTY", "",
          "PTR", "A",
          "DOLLARS", "p$$q",
          "NESTED", "x${env:A}y",
          "WHOLE", "${env:NUMBER}",
          "NUMBER", "010",
          "ESCAPED", "$${env:A}");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "${env:A}, va",
        "${A}, va",
        "x-${A}-${env:B}-${A}, x-va-vb-va",
        "$A, $A",
        "${env:NONE:-dflt}, dflt",
        "${env:NONE:-a:-b}, a:-b",
        "${env:A:-dflt}, va",
        "${env:EMPTY:-dflt}, ``",
        "${env:NONE:-}, ``",
        "x${env:NONE}y, xy",
        "${env:${env:PTR}}, va",
        "${env:NONE:-${env:B}}, vb",
        "${env:NONE:-x${env:B}${A}}, xvbva",
        "${env:NESTED}, xvay",
        "${env:WHOLE}, 010",
        "a$$b$c, a$b$c",
        "$${A}, ${A}",
        "$$${A}, $va",
        "$$$${A}, $${A}",
        "$${A} ${A}, ${A} va",
        "${A} $${A}, va ${A}",
        "${env:DOLLARS}, p$q",
        "${env:ESCAPED}, ${env:A}",
        "${A, ${A",
        "A}, A}",
        "${ ${A}, ${ va",
        "${yaml:x}, x",
        "${env:A:?needed}, va",
        "$1-$${2}, $1-${2}",
      })
  void anExpression_isReplaced(String text, String expected) {
    Section section = new Loads(ENVIRONMENT).text("a: '" + text + "'").section();
    assertThat(section.text("a", "unset", "")).isEqualTo(expected);
    assertThat(section.problems().hasErrors()).isFalse();
  }

  @Test
  void anUnsetVariable_isTheDefaultAndAWarning() {
    var loads = new Loads(ENVIRONMENT).text("a: ${env:NONE}\nb: x${NONE}");
    Section section = loads.section();
    assertThat(section.text("a", "default", "")).isEqualTo("default");
    assertThat(section.text("b", "default", "")).isEqualTo("x");
    assertThat(loads.problems.count(Severity.WARNING)).isEqualTo(1);
    assertThat(loads.rendered()).contains("NONE is not set").contains("also at: 2:5");
  }

  @Test
  void keys_areNotExpanded() {
    assertThat(new Loads(ENVIRONMENT).text("${A}: ${A}").plain()).isEqualTo(Map.of("${A}", "va"));
  }

  @Test
  void aFile_isReadWithoutItsLastLineBreak(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "0123\n");
    Section section = new Loads(Map.of()).text("a: ${file:" + file + "}").section();
    assertThat(section.text("a", "", "")).isEqualTo("0123");
    Path map = Files.writeString(folder.resolve("map.yaml"), "b: {c: 7}\n");
    section = new Loads(Map.of()).text("a: ${file:" + map + "}").section();
    assertThat(section.section("a", "").section("b", "").integer("c", 0, 0, 9, "")).isEqualTo(7);
  }

  @Test
  void aMistakeInAFile_isShownInThatFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("part.yaml"), "b: 1\nc: two\n");
    var loads = new Loads(Map.of()).text("a: ${file:" + file + "}");
    loads.section().section("a", "").integer("c", 0, 0, 9, "");
    assertThat(loads.rendered()).contains("part.yaml:2:4").contains("c: two");
  }

  @Test
  void doublingVariables_comeToAnEnd() {
    var environment = new java.util.HashMap<String, String>();
    for (int i = 0; i < 60; i++) {
      environment.put("V" + i, "${env:V" + (i + 1) + "}${env:V" + (i + 1) + "}");
    }
    environment.put("V60", "0123456789");
    var loads = new Loads(environment).text("a: ${env:V0}");
    loads.load();
    assertThat(loads.rendered()).contains("SL1307");
  }

  @Test
  void aVariableThatHoldsItself_comesToAnEnd() {
    var loads = new Loads(Map.of("X", "[['${env:X}'], '${env:X}']")).text("a: ${env:X}");
    loads.load();
    assertThat(loads.rendered()).contains("SL1307");
  }

  @Test
  void manyOpenExpressions_areRefused() {
    var loads = Loads.of("a: " + "${".repeat(100_000));
    loads.load();
    assertThat(loads.rendered()).contains("SL1305");
  }
}
