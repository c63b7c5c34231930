package dev.sluice.exporter.debug;

import dev.sluice.config.Section;
import java.util.List;
import java.util.Locale;

/**
 * What stands under {@code exporters: debug:}.
 *
 * @param samplingInitial entries of the same text that are printed in each second
 * @param samplingThereafter of those beyond, every so many is printed; 0 prints none of them
 * @param useInternalLogger whether entries stand among the gateway's own logs
 * @param outputPaths where they go otherwise: {@code stdout}, {@code stderr} or files
 */
record DebugConfig(
    Verbosity verbosity,
    int samplingInitial,
    int samplingThereafter,
    boolean useInternalLogger,
    List<String> outputPaths) {

  static final DebugConfig DEFAULT =
      new DebugConfig(Verbosity.BASIC, 2, 1, true, List.of("stdout"));

  static DebugConfig read(Section s) {
    var config =
        new DebugConfig(
            verbosity(s),
            s.integer(
                "sampling_initial",
                DEFAULT.samplingInitial,
                0,
                Integer.MAX_VALUE,
                "entries of the same text that are printed in each second"),
            s.integer(
                "sampling_thereafter",
                DEFAULT.samplingThereafter,
                0,
                Integer.MAX_VALUE,
                "of those beyond, every so many is printed; 0 prints none of them"),
            s.flag(
                "use_internal_logger",
                DEFAULT.useInternalLogger,
                "whether entries stand among the gateway's own logs"),
            s.texts(
                "output_paths",
                DEFAULT.outputPaths,
                "where entries go without the internal logger: stdout, stderr or files"));
    s.ignored("sending_queue", "what is printed does not wait");
    if (s.has("output_paths") && config.useInternalLogger) {
      s.warn(
          "output_paths",
          "has no effect while entries go to the gateway's own logs",
          "fix: use_internal_logger: false");
    }
    return config;
  }

  /** In any case, as the collector takes it. */
  private static Verbosity verbosity(Section s) {
    String text = s.text("verbosity", "basic", "how much is printed: basic, normal or detailed");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "basic" -> Verbosity.BASIC;
      case "normal" -> Verbosity.NORMAL;
      case "detailed" -> Verbosity.DETAILED;
      default -> {
        s.refuse(
            "verbosity", "must be basic, normal or detailed", "allowed: basic, normal, detailed");
        yield DEFAULT.verbosity;
      }
    };
  }
}
