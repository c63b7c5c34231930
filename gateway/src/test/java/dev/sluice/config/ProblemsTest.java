package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private static final Source ONE = new Source("one.yaml", "a: 1\nb: 2\n");
  private static final Source TWO = new Source("two.yaml", "c: 3\n");

  private final Problems problems = new Problems();

  @Test
  void problems_areSortedByFileThenPlace() {
    problems.read(ONE);
    problems.read(TWO);
    problems.error(Code.SOURCE, "nowhere").add();
    problems.error(Code.INVALID_VALUE, "fourth").at(new Span(TWO, 1, 1, 1)).add();
    problems.error(Code.INVALID_VALUE, "third").at(new Span(ONE, 2, 1, 1)).add();
    problems.warning(Code.DOUBTFUL_VALUE, "second").at(new Span(ONE, 1, 4, 1)).add();
    problems.error(Code.INVALID_VALUE, "first").at(new Span(ONE, 1, 1, 1)).add();
    assertThat(problems.sorted())
        .extracting(Problem::message)
        .containsExactly("first", "second", "third", "fourth", "nowhere");
    assertThat(problems.summary()).isEqualTo("4 errors, 1 warning in one.yaml, two.yaml");
  }

  @Test
  void aWarning_givesWayToAnErrorAtTheSamePlace() {
    Span span = new Span(ONE, 1, 4, 1);
    problems.warning(Code.DOUBTFUL_VALUE, "perhaps").at(span).add();
    problems.error(Code.INVALID_VALUE, "surely").at(span).add();
    assertThat(problems.sorted()).extracting(Problem::message).containsExactly("surely");
  }

  @Test
  void theSameProblemTwice_isOne() {
    for (int i = 0; i < 2; i++) {
      problems.error(Code.INVALID_VALUE, "once").at(new Span(ONE, 1, 1, 1)).add();
    }
    assertThat(problems.count(Severity.ERROR)).isEqualTo(1);
  }

  @Test
  void moreThanTwenty_areCounted() {
    for (int i = 0; i < 2000; i++) problems.error(Code.INVALID_VALUE, "number " + i).add();
    String text = problems.render(false);
    assertThat(text.lines().filter(line -> line.startsWith("error["))).hasSize(20);
    assertThat(text).endsWith("… and 1980 more\n2000 errors\n");
  }

  @Test
  void colours_areOnlyAddedOnRequest() {
    problems.read(ONE);
    problems.error(Code.INVALID_VALUE, "bad").at(new Span(ONE, 1, 4, 1)).label("here").add();
    assertThat(problems.render(false)).doesNotContain("\033");
    assertThat(problems.render(true))
        .contains("\033[1;31merror[SL2301]\033[0m: bad")
        .contains("\033[1;31m^ here\033[0m");
    assertThat(problems.render(true).replaceAll("\033\\[[0-9;]*m", ""))
        .isEqualTo(problems.render(false));
  }

  @Test
  void aSecondPlaceInAnotherFile_isNamed() {
    problems
        .error(Code.INVALID_VALUE, "bad")
        .at(new Span(ONE, 1, 4, 1))
        .also(new Span(TWO, 1, 1, 1), "contradicts this")
        .add();
    assertThat(problems.render(false)).contains("= see: two.yaml:1:1 (contradicts this)");
  }

  @Test
  void longLines_areCutAroundTheMark() {
    var source = new Source("long.yaml", "a: " + "x ".repeat(200) + "END " + "y ".repeat(100));
    problems.error(Code.INVALID_VALUE, "bad").at(new Span(source, 1, 404, 3)).label("this").add();
    String text = problems.render(false);
    assertThat(text.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 100);
    String marked = text.lines().filter(line -> line.contains("END")).findFirst().orElseThrow();
    String marks = text.lines().filter(line -> line.contains("^^^ this")).findFirst().orElseThrow();
    assertThat(marks.indexOf("^^^")).isEqualTo(marked.indexOf("END"));
  }

  @Test
  void columns_countCodePoints() {
    var source = new Source("wide.yaml", "ключ: \uD83D\uDE00x\n");
    problems.error(Code.INVALID_VALUE, "bad").at(new Span(source, 1, 8, 1)).add();
    String[] lines = problems.render(false).split("\n");
    int marked = lines[3].codePointCount(0, lines[3].indexOf('x'));
    assertThat(lines[4].codePointCount(0, lines[4].indexOf('^'))).isEqualTo(marked);
  }

  @Test
  void everyCode_hasItsOwnNumberAndExplanation() {
    var ids = new HashSet<String>();
    for (Code code : Code.values()) {
      assertThat(code.id()).matches("SL[1-3][0-9]{3}");
      assertThat(ids.add(code.id())).as(code.id()).isTrue();
      assertThat(code.title()).isNotBlank().doesNotEndWith(".");
      assertThat(code.explanation()).endsWith(".");
    }
    assertThat(ids).hasSameSizeAs(Arrays.asList(Code.values()));
  }
}
