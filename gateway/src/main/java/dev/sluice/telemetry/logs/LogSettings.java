package dev.sluice.telemetry.logs;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway logs ({@code service::telemetry::logs}).
 *
 * @param outputPaths {@code stderr}, {@code stdout} and files; files are appended to
 * @param initialFields stand in every line; values are String, Long, Double, Boolean, List, Map,
 *     null
 * @param sampling null: every line is written
 * @param caller whether lines say where in the code they come from
 * @param stackTraces whether errors have theirs
 * @param development whether warnings have theirs, too
 */
public record LogSettings(
    LogLevel level,
    LogEncoding encoding,
    List<String> outputPaths,
    Map<String, @Nullable Object> initialFields,
    @Nullable Sampling sampling,
    boolean caller,
    boolean stackTraces,
    boolean development) {

  public static final LogSettings DEFAULT =
      new LogSettings(
          LogLevel.INFO,
          LogEncoding.CONSOLE,
          List.of("stderr"),
          Map.of(),
          Sampling.DEFAULT,
          true,
          true,
          false);

  public LogSettings {
    outputPaths = List.copyOf(outputPaths);
    initialFields = Collections.unmodifiableMap(new LinkedHashMap<>(initialFields));
  }

  /**
   * Of lines with the same level and text, within {@code tick}: the first {@code initial}, then one
   * in {@code thereafter}, or none if that is 0.
   */
  public record Sampling(Duration tick, int initial, int thereafter) {
    public static final Sampling DEFAULT = new Sampling(Duration.ofSeconds(10), 10, 100);
  }
}
