package dev.sluice.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import dev.sluice.wire.ByteSlice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** What can be said about the image without building it. */
class ImageIT {

  private static final Pattern MODULES = Pattern.compile("--add-modules ([\\w.,]+)");
  private static final Pattern COPIED = Pattern.compile("(?m)^COPY ((?:config|scripts)/\\S+) ");

  /** The libraries name more modules, in classes that never run here: Swing, JDBC. */
  @Test
  void theImagesJava_hasEveryModuleThatOurClassesName() throws Exception {
    assertThat(modulesOf(Main.class, ByteSlice.class)).isSubsetOf(modulesOfTheImage());
  }

  @Test
  void theFilesThatTheImageCopies_exist() throws Exception {
    List<Path> copied =
        COPIED
            .matcher(dockerfile())
            .results()
            .map(match -> Path.of(System.getProperty("sluice.root"), match.group(1)))
            .toList();

    assertThat(copied).isNotEmpty().allSatisfy(path -> assertThat(path).exists());
  }

  private static List<String> modulesOfTheImage() throws Exception {
    Matcher modules = MODULES.matcher(dockerfile());
    assertThat(modules.find()).isTrue();
    return List.of(modules.group(1).split(","));
  }

  private static String dockerfile() throws Exception {
    return Files.readString(JarRun.inCheckout("Dockerfile"));
  }

  /** The modules of the JDK that the code around these classes names directly. */
  private static List<String> modulesOf(Class<?> one, Class<?> other) throws Exception {
    StringWriter printed = new StringWriter();
    int exitCode =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(printed),
                new PrintWriter(printed),
                "--no-recursive",
                "--ignore-missing-deps",
                "--multi-release=base",
                "--print-module-deps",
                locationOf(one),
                locationOf(other));
    assertThat(exitCode).describedAs("%s", printed).isZero();
    return List.of(printed.toString().strip().split(","));
  }

  private static String locationOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
