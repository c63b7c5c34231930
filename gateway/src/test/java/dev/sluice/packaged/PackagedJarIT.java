package dev.sluice.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The jar as it is shipped, on every Java that is found: the one that builds it, and a newer one
 * where the machine has it. {@code SLUICE_REQUIRE_JDK25} turns the absence of 25 into a failure.
 */
class PackagedJarIT {

  @TempDir private Path scratch;

  static List<InstalledJava> javas() {
    return InstalledJava.all().stream().filter(java -> java.feature() >= 17).toList();
  }

  @Test
  void aRequiredJava25_isThere() {
    if (System.getenv("SLUICE_REQUIRE_JDK25") == null) return;
    assertThat(javas()).extracting(InstalledJava::feature).contains(25);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void version_isPrintedAndNothingElse(InstalledJava java) throws Exception {
    JarRun run = JarRun.of(java, scratch, "--version");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(System.getProperty("sluice.version"));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theShippedJvmOptions_areTakenWithoutAWarning(InstalledJava java) throws Exception {
    List<String> options = List.of("@" + JarRun.inCheckout("config/jvm.options"));

    JarRun run = JarRun.of(java, options, scratch, "--version");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).doesNotContainIgnoringCase("warning");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void anUnknownOption_isAUsageError(InstalledJava java) throws Exception {
    JarRun run = JarRun.of(java, scratch, "--no-such-option");

    assertThat(run.err()).contains("--no-such-option").doesNotContain("WARNING:");
    assertThat(run.exitCode()).isEqualTo(64);
  }

  @Test
  void theManifest_saysWhatTheRuntimeMustKnow() throws IOException {
    try (JarFile jar = new JarFile(JarRun.jar().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.sluice.cli.Main");
      assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
      assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
    }
  }

  @Test
  void theJar_isOneFlatClassPath() throws IOException {
    try (JarFile jar = new JarFile(JarRun.jar().toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .doesNotHaveDuplicates()
          .noneMatch(name -> name.endsWith("module-info.class"))
          .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA|EC)"))
          .noneMatch(name -> name.startsWith("org/junit/"))
          .contains("META-INF/services/io.grpc.ManagedChannelProvider");
    }
  }
}
