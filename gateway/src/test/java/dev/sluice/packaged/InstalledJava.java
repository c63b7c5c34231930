package dev.sluice.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Java on this machine, as its {@code release} file describes it. */
record InstalledJava(int feature, Path home) {

  private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

  /**
   * The Java that runs this test, and one more for each other feature release found in the usual
   * place, in ascending order.
   */
  static List<InstalledJava> all() {
    Map<Integer, InstalledJava> byFeature = new TreeMap<>();
    Path running = Path.of(System.getProperty("java.home"));
    byFeature.put(
        Runtime.version().feature(), new InstalledJava(Runtime.version().feature(), running));
    for (Path home : directoriesIn(USUAL_PLACE)) {
      int feature = featureOf(home);
      if (feature > 0 && Files.isExecutable(home.resolve("bin/java"))) {
        byFeature.putIfAbsent(feature, new InstalledJava(feature, home));
      }
    }
    return new ArrayList<>(byFeature.values());
  }

  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "Java " + feature;
  }

  private static List<Path> directoriesIn(Path place) {
    if (!Files.isDirectory(place)) return List.of();
    try (Stream<Path> entries = Files.list(place)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The feature number in {@code JAVA_VERSION="25.0.3"}, or 0 where there is none. */
  private static int featureOf(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) return 0;
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
