package dev.sluice.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes the start fast: the training run that the image's build does, and its options. */
class ArchiveIT {
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)-XX:[^\\s\"$]+(?=\\s)");
  private static final long DEADLINE_SECONDS = 240;

  @TempDir Path scratch;

  static Stream<InstalledJava> javas() {
    return InstalledJava.all().stream().filter(java -> Files.exists(javac(java)));
  }

  private static Path javac(InstalledJava java) {
    return java.home().resolve("bin/javac");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theTrainingRun_makesAnArchiveThatItsJavaTakes(InstalledJava java) throws Exception {
    Path archive = scratch.resolve("gateway.archive");
    String options = "@" + JarRun.inCheckout("config/jvm.options");
    train(java, archive, options);

    boolean cache = java.feature() >= 25;
    var taken = new ArrayList<String>(List.of(options));
    taken.add((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
    // Fails where the archive does not fit, instead of doing without.
    taken.add(cache ? "-XX:AOTMode=on" : "-Xshare:on");
    JarRun run = JarRun.of(java, taken, scratch, "--version");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private void train(InstalledJava java, Path archive, String options) throws Exception {
    Path said = scratch.resolve("said");
    Process training =
        new ProcessBuilder(
                java.java().toString(),
                JarRun.inCheckout("scripts/image/Training.java").toString(),
                java.java().toString(),
                JarRun.jar().toString(),
                archive.toString(),
                options)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(training.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue()).describedAs("%s", Files.readString(said)).isZero();
    } finally {
      training.destroyForcibly();
    }
  }

  @Test
  void theImagesOptions_areKnownToItsJava() throws Exception {
    List<InstalledJava> images = javas().filter(java -> java.feature() == 25).toList();
    boolean isRequired = System.getenv("SLUICE_REQUIRE_JDK25") != null;
    if (isRequired) assertThat(images).as("Java 25").isNotEmpty();
    assumeTrue(!images.isEmpty(), "Java 25 is not installed");
    var options = new ArrayList<String>();
    options.add("@" + JarRun.inCheckout("config/jvm.options"));
    OPTION
        .matcher(Files.readString(JarRun.inCheckout("scripts/image/gateway")))
        .results()
        .map(MatchResult::group)
        .forEach(options::add);

    JarRun run = JarRun.of(images.get(0), options, scratch, "--version");

    assertThat(options).contains("-XX:ArchiveRelocationMode=0");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }
}
