package dev.sluice.telemetry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of this build, as {@code metrics.yaml} declares them. Reads the few forms of YAML
 * that the file keeps to: a parser would be paid for at every start.
 */
final class Manifest {
  private static final String FILE = "metrics.yaml";

  /** Of this build; read once. */
  static final Manifest DECLARED = load();

  private final Map<String, Declaration> declarations;

  private Manifest(Map<String, Declaration> declarations) {
    this.declarations = declarations;
  }

  private static Manifest load() {
    try (InputStream file =
        Objects.requireNonNull(Manifest.class.getResourceAsStream(FILE), FILE)) {
      return read(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Manifest read(BufferedReader lines) throws IOException {
    var declarations = new LinkedHashMap<String, Declaration>();
    String name = "";
    var settings = new HashMap<String, String>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank() || line.startsWith("#")) continue;
      int colon = line.indexOf(':');
      if (colon < 0) throw new IllegalArgumentException(FILE + ": no setting: " + line);
      String key = line.substring(0, colon);
      if (key.startsWith("  ")) {
        settings.put(key.strip(), unquoted(line.substring(colon + 1).strip()));
      } else {
        add(declarations, name, settings);
        name = key;
        settings.clear();
      }
    }
    add(declarations, name, settings);
    return new Manifest(declarations);
  }

  private static void add(
      Map<String, Declaration> declarations, String name, Map<String, String> settings) {
    if (name.isEmpty()) return;
    var declaration =
        new Declaration(
            name,
            MetricType.of(settings.getOrDefault("type", "")),
            settings.getOrDefault("unit", ""),
            list(settings.getOrDefault("labels", "[]")),
            MetricsLevel.valueOf(settings.getOrDefault("level", "basic").toUpperCase(Locale.ROOT)),
            settings.getOrDefault("help", ""));
    if (declarations.put(name, declaration) != null) {
      throw new IllegalArgumentException(FILE + ": declared twice: " + name);
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  private static List<String> list(String flow) {
    String inside = flow.substring(1, flow.length() - 1).strip();
    return inside.isEmpty() ? List.of() : List.of(inside.split("\\s*,\\s*", -1));
  }

  /** Null if nothing of that name was declared. */
  @Nullable Declaration find(String name) {
    return declarations.get(name);
  }

  /** In the order of the file. */
  Collection<Declaration> all() {
    return Collections.unmodifiableCollection(declarations.values());
  }
}
