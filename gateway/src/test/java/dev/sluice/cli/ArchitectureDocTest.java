package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The road that opens the architecture leads past files that exist. */
class ArchitectureDocTest {
  private static final Pattern FILE = Pattern.compile("`(gateway|proto)/…/([\\w/]+)`");

  @Test
  void theFilesOnTheRoad_exist() throws Exception {
    Path root = Path.of("..");
    Matcher files = FILE.matcher(Files.readString(root.resolve("docs/ARCHITECTURE.md")));
    var found = new ArrayList<String>();
    while (files.find()) {
      Path file = root.resolve(files.group(1)).resolve("src/main/java/dev/sluice");
      assertThat(file.resolve(files.group(2) + ".java")).exists();
      found.add(files.group(2));
    }
    assertThat(found).hasSize(9);
  }
}
