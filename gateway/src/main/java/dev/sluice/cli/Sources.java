package dev.sluice.cli;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Configuration;
import dev.sluice.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the command line says that the configuration is.
 *
 * @param configs values of {@code --config}; none means the embedded quick start
 * @param sets values of {@code --set}
 */
record Sources(List<String> configs, List<String> sets) {
  private static final String QUICKSTART = "quickstart.yaml";

  boolean isQuickstart() {
    return configs.isEmpty();
  }

  Configuration load(Function<String, @Nullable String> environment, Problems problems) {
    var loader = new ConfigLoader(environment, problems);
    if (isQuickstart()) loader.text(QUICKSTART + " (embedded)", quickstart());
    configs.forEach(loader::config);
    sets.forEach(loader::set);
    return loader.load();
  }

  static String quickstart() {
    try (InputStream in =
        Objects.requireNonNull(Sources.class.getResourceAsStream("/" + QUICKSTART))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
