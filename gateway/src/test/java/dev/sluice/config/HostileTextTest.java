package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever the text is, it ends in a configuration or in problems, soon. */
class HostileTextTest {

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyText_endsInProblemsAtWorst(@ForAll("yamlish") String text) {
    var loads = new Loads(Map.of("A", text, "B", "${env:A}"));
    loads.text(text);
    Configuration configuration = loads.load();
    Toys.read(configuration);
    assertThat(loads.rendered()).isNotNull();
    assertThat(configuration.print()).isNotNull();
  }

  @Provide
  Arbitrary<String> yamlish() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a",
            "b:",
            "receivers:",
            "otlp:",
            "service:",
            "pipelines:",
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "\n\t",
            "${",
            "}",
            "${env:A}",
            "${B}",
            "$$",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "'",
            "&x",
            "*x",
            "<<: ",
            "!t ",
            "|",
            ">",
            "#",
            "---",
            "...",
            "%",
            "@",
            "\\",
            "?",
            "\u0000",
            "\u2028",
            "\u0085",
            "\r",
            "\uD800",
            "\uD83D\uDE00",
            "é",
            "0123",
            "<<<<<<< x",
            "=======");
    return pieces.list().ofMaxSize(25).map(list -> String.join("", list));
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void aDamagedFile_endsInProblemsAtWorst(
      @ForAll("relay") String text, @ForAll("position") double at, @ForAll("junk") String junk) {
    int index = (int) (at * text.length());
    int skip = Math.min(text.length(), index + junk.length());
    var loads = Loads.of(text.substring(0, index) + junk + text.substring(skip));
    Toys.read(loads.load());
    assertThat(loads.rendered()).contains(" in test.yaml");
  }

  @Provide
  Arbitrary<String> relay() {
    return Arbitraries.of("relay.yaml", "relay-helm.yaml", "relay-broken.yaml").map(Files::read);
  }

  @Provide
  Arbitrary<Double> position() {
    return Arbitraries.doubles().between(0, 1);
  }

  @Provide
  Arbitrary<String> junk() {
    return Combinators.combine(
            Arbitraries.of(
                "", "\n", "\t", " ", "  ", "\n  ", "x", "- ", ": ", "{", "[", "}", "\"", "'", "*"),
            Arbitraries.of("", "\n", " ", "y", "${", "#"))
        .as((a, b) -> a + b);
  }

  @Test
  void anAliasBomb_isRefused() {
    var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a%d: &a%d [%s, %s, %s, %s]\n".formatted(i, i, alias, alias, alias, alias));
    }
    assertRefused(yaml.toString(), "there are more than");
  }

  @Test
  void manyAliases_areRefused() {
    assertRefused("a: &x 1\nb: [" + "*x, ".repeat(51) + "1]", "more than 50 aliases");
  }

  @Test
  void deepNesting_isRefused() {
    assertRefused("a: " + "[".repeat(300_000), "deeper than 50 levels");
    assertRefused("a:\n " + "- ".repeat(200_000), "deeper than 50 levels");
    assertRefused("a: " + "{a: ".repeat(200_000), "deeper than 50 levels");
  }

  @Test
  void aLargeText_isRefused() {
    assertRefused("a: " + "x".repeat(YamlReader.MAX_BYTES), "larger than 1 MiB");
    assertRefused("a: [" + "1,".repeat(200_000) + "1]", "more than 100000 values");
  }

  @Test
  void anAliasInsideItsOwnAnchor_isRefused() {
    assertRefused("a: &a [*a]", "has no anchor before it");
  }

  @Test
  void controlCharacters_reachNoTerminal() {
    var loads = Loads.of("\"a\\e[2J\\u202e\": 1\nb: \"\\e[31m\"\n");
    Toys.read(loads.load());
    assertThat(loads.rendered()).contains("unknown key").doesNotContain("\u001b", "\u202e");
  }

  private static void assertRefused(String yaml, String message) {
    var loads = Loads.of(yaml);
    loads.load();
    assertThat(loads.rendered()).contains(message);
  }

  private static final class Files {
    static String read(String name) {
      try {
        return java.nio.file.Files.readString(
            java.nio.file.Path.of("src/test/resources/config", name));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
