package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One YAML for each mistake, and beside it what an operator reads. {@code -Dgolden=write} writes
 * the texts anew.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/config");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "POD_IP", "10.0.0.7",
          "EMPTY", "",
          "SIZE", "many",
          "LOOP", "x${env:LOOP}",
          "MAP", "{a: 1}",
          "TOKEN", "t0ps3cret");

  static List<String> mistakes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - 5))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistake_isExplained(String name) throws IOException {
    String yaml = Files.readString(FOLDER.resolve(name + ".yaml"));
    Path expected = FOLDER.resolve(name + ".txt");
    String actual = render(name + ".yaml", yaml);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
    assertThat(actual).doesNotContain("t0ps3cret", "Exception", "java.", "null");
    assertThat(actual.lines()).allMatch(line -> line.length() <= 120);
  }

  private static String render(String name, String yaml) {
    var problems = new Problems();
    var loader = new ConfigLoader(ENVIRONMENT::get, problems);
    loader.text(name, yaml);
    Toys.read(loader.load());
    return problems.render(false);
  }
}
