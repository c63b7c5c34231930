package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are kept in the project and read in review. {@code -Dgolden=write} writes them anew;
 * without it a difference fails.
 */
public final class Golden {
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));

  private Golden() {}

  /** A file below {@code src/test/resources/golden} of this module. */
  public static void assertMatches(String name, String actual) throws IOException {
    check(Path.of("src/test/resources/golden").resolve(name), actual);
  }

  /** A file of the project, by its path from the root of the checkout. */
  public static void assertMatchesProjectFile(String path, String actual) throws IOException {
    check(Path.of("..").resolve(path), actual);
  }

  private static void check(Path file, String actual) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, actual);
    }
    assertThat(file).as("made by: mvn test -Dgolden=write").content().isEqualTo(actual);
  }
}
