package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a value is to a setting of each type: out of a variable, and written out. */
class TypingTest {
  private static final String ERROR = "error";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0123, 0123, 83, error, PT0.000000083S",
        "10, 10, 10, error, PT0.00000001S",
        "true, true, error, true, error",
        "yes, yes, error, error, error",
        "1e3, 1e3, 1000, error, PT0.000001S",
        "\"abc\", \"abc\", error, error, error",
        "{a, {a, error, error, error",
        "1_000, 1_000, 1000, error, PT0.000001S",
        "0x10, 0x10, 16, error, PT0.000000016S",
        "0b101, 0b101, 5, error, PT0.000000005S",
        "0o17, 0o17, 15, error, PT0.000000015S",
        "-7, -7, -7, error, error",
        "1.9, 1.9, 1, error, PT0.000000001S",
        ".inf, .inf, error, error, error",
        "089, 089, 89, error, PT0.000000089S",
        "5s, 5s, error, error, PT5S",
        "on, on, error, error, error",
        "False, False, error, false, error",
        "~, ~, default, default, default",
      })
  void aVariable_isReadAsTheSettingWantsIt(
      String text, String asText, String asNumber, String asFlag, String asDuration) {
    assertThat(text("a: ${env:X}", text)).isEqualTo(asText);
    assertThat(number("a: ${env:X}", text)).isEqualTo(asNumber);
    assertThat(flag("a: ${env:X}", text)).isEqualTo(asFlag);
    assertThat(duration("a: ${env:X}", text)).isEqualTo(asDuration);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1, error, 1, error, PT0.000000001S",
        "true, error, error, true, error",
        "yes, yes, error, error, error",
        "1.5, error, 1, error, PT0.000000001S",
        "\"100\", 100, error, error, error",
        "'true', true, error, error, error",
        "\"10\", 10, error, error, error",
        "'1m30s', 1m30s, error, error, PT1M30S",
        "0, error, 0, error, PT0S",
        "null, default, default, default, default",
        "'', ``, error, error, error",
        "[1], error, error, error, error",
        "{b: 1}, error, error, error, error",
        "1.5h, 1.5h, error, error, PT1H30M",
        "2006-01-02, 2006-01-02, error, error, error",
        "!!str 1, 1, error, error, error",
      })
  void aLiteral_isTakenStrictly(
      String yaml, String asText, String asNumber, String asFlag, String asDuration) {
    assertThat(text("a: " + yaml, "")).isEqualTo(asText);
    assertThat(number("a: " + yaml, "")).isEqualTo(asNumber);
    assertThat(flag("a: " + yaml, "")).isEqualTo(asFlag);
    assertThat(duration("a: " + yaml, "")).isEqualTo(asDuration);
  }

  private static String text(String yaml, String variable) {
    Section section = section(yaml, variable);
    return answer(section, section.text("a", "default", ""));
  }

  private static String number(String yaml, String variable) {
    Section section = section(yaml, variable);
    long min = Long.MIN_VALUE;
    long number = section.bigInteger("a", min, min, Long.MAX_VALUE, "");
    return answer(section, number == min ? "default" : String.valueOf(number));
  }

  private static String flag(String yaml, String variable) {
    Section section = section(yaml, variable);
    boolean usuallyTrue = section.flag("a", true, "");
    boolean usuallyFalse = section.flag("a", false, "");
    return answer(section, usuallyTrue == usuallyFalse ? String.valueOf(usuallyTrue) : "default");
  }

  private static String duration(String yaml, String variable) {
    Section section = section(yaml, variable);
    Duration never = Duration.ofDays(99);
    Duration duration = section.duration("a", never, "");
    return answer(section, duration.equals(never) ? "default" : duration.toString());
  }

  private static String answer(Section section, String value) {
    return section.problems().hasErrors() ? ERROR : value;
  }

  private static Section section(String yaml, String variable) {
    return new Loads(Map.of("X", variable)).text(yaml).section();
  }

  @Test
  void anExpressionInsideATextIsText_whateverItGives() {
    assertThat(text("a: x${env:X}", "0123")).isEqualTo("x0123");
    assertThat(number("a: 1${env:X}", "0")).isEqualTo(ERROR);
    assertThat(duration("a: ${env:X}s", "5")).isEqualTo("PT5S");
    assertThat(number("a: \"${env:X}\"", "10")).isEqualTo("10");
  }

  @Test
  void aMapOrList_comesOutOfAVariableWhole() {
    Section section = section("a: ${env:X}", "{b: 0123, c: [1, x]}");
    assertThat(section.section("a", "").integer("b", 0, 0, 100, "")).isEqualTo(83);
    assertThat(section.section("a", "").plain("c", "")).isEqualTo(List.of(1L, "x"));
    assertThat(text("a: ${env:X}", "{b: 1}")).isEqualTo("{b: 1}");
  }

  @Test
  void listsOfTexts_areListsOrTextsWithCommas() {
    assertThat(texts("a: [x, y]", "")).containsExactly("x", "y");
    assertThat(texts("a: x, y", "")).containsExactly("x", "y");
    assertThat(texts("a: ${env:X}", "x,y")).containsExactly("x", "y");
    assertThat(texts("a: ${env:X}", "[x, 'y']")).containsExactly("x", "y");
    assertThat(texts("a: []", "")).isEmpty();
    assertThat(texts("a: ''", "")).isEmpty();
    assertThat(texts("a:", "")).containsExactly("default");
    assertThat(texts("a: [1]", "")).isNull();
    assertThat(texts("a: 1", "")).isNull();
  }

  private static @Nullable List<String> texts(String yaml, String variable) {
    Section section = section(yaml, variable);
    List<String> texts = section.texts("a", List.of("default"), "");
    return section.problems().hasErrors() ? null : texts;
  }

  @Test
  void aSubtreeThatIsWrittenOutAgain_seesWhatYamlMakesOfAVariable() {
    Section section = section("a: {password: '${env:X}', user: 7}", "0123");
    Section again = section.section("a", "").asWrittenOutAgain();
    assertThat(again.text("password", "", "")).isEqualTo("83");
    assertThat(again.text("user", "", "")).isEqualTo("7");
    again.finish();
    section.finish();
    assertThat(section.problems().isEmpty()).isTrue();
  }

  @Test
  void aSecret_keepsItsTextAndShowsNothing() {
    Section section = section("a: ${env:X}", "0123");
    Secret secret = section.secret("a", "");
    assertThat(secret).hasToString("[REDACTED]");
    assertThat(secret.reveal()).isEqualTo("0123");
  }

  @Test
  void headers_areAMapOrAListOfPairs() {
    String list = "a: [{name: X-A, value: one}, {name: X-B, value: '${env:X}'}]";
    assertThat(section("a: {X-A: one, X-B: '${env:X}'}", "2").secrets("a", ""))
        .isEqualTo(section(list, "2").secrets("a", ""))
        .containsExactly(Map.entry("X-A", new Secret("one")), Map.entry("X-B", new Secret("2")));
  }

  @Test
  void durations_areReadAsGoReadsThem() {
    assertThat(GoDuration.parse("2h45m0.5s")).isEqualTo(Duration.parse("PT2H45M0.5S"));
    assertThat(GoDuration.parse("1us")).isEqualTo(Duration.ofNanos(1000));
    assertThat(GoDuration.parse("1µs")).isEqualTo(Duration.ofNanos(1000));
    assertThat(GoDuration.parse(".5s")).isEqualTo(Duration.ofMillis(500));
    assertThat(GoDuration.parse("5.s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(GoDuration.parse("0")).isEqualTo(Duration.ZERO);
    assertThat(GoDuration.parse("1.9999999999ns")).isEqualTo(Duration.ofNanos(1));
    for (String no : List.of("", "1", "s", "1d", "1 s", "1s ", "--1s", ".s", "1e3s")) {
      assertThat(GoDuration.parse(no)).as(no).isNull();
    }
    assertThat(GoDuration.parse("2562048h")).as("more than 64 bits of nanoseconds").isNull();
    assertThat(GoDuration.format(Duration.parse("PT1M30.25S"))).isEqualTo("1m30s250ms");
  }
}
