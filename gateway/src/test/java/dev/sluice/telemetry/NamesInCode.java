package dev.sluice.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of metrics that stand in the product's compiled classes: whole ones, and beginnings
 * such as {@code otelcol_exporter_sent_}, to which the code adds the kind of items.
 */
final class NamesInCode {
  private static final Pattern NAME = Pattern.compile("(?:otelcol|sluice)_[a-z0-9_]*");

  private NamesInCode() {}

  static Set<String> all() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Manifest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var names = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> ofClasses = files.filter(f -> f.toString().endsWith(".class")).toList();
      for (Path file : ofClasses) addNames(file, names);
    }
    // How we tell the collector's names from others, and the like.
    names.remove("otelcol_");
    names.remove("sluice_");
    return names;
  }

  /** Constants stand in a class file as they are. */
  private static void addNames(Path file, Set<String> names) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (Matcher name = NAME.matcher(text); name.find(); ) names.add(name.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
