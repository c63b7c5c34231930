package dev.sluice.cli;

import dev.sluice.config.Section;
import java.time.Duration;

/**
 * What stands under {@code sluice:} about the process as a whole; {@code pipelines} is the graph's.
 *
 * @param shutdownTimeout how long the gateway hands on what it holds once it is told to stop
 * @param watch how often the configuration's files are looked at; zero is never
 */
record GatewayConfig(Duration shutdownTimeout, Duration watch) {
  /** Kubernetes gives 30 s by default, and some of it goes by before SIGTERM arrives. */
  private static final Duration SHUTDOWN = Duration.ofSeconds(20);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);

  static final GatewayConfig DEFAULT = new GatewayConfig(SHUTDOWN, Duration.ZERO);

  static GatewayConfig read(Section s) {
    Duration shutdown =
        s.duration(
            "shutdown_timeout", SHUTDOWN, "how long what is here is handed on after SIGTERM");
    Section reload = s.section("reload", "a changed configuration while the gateway runs");
    boolean watch = reload.flag("watch", false, "whether a changed file is taken without SIGHUP");
    Duration interval = reload.duration("interval", INTERVAL, "how often files are looked at");
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      reload.refuse("interval", "must be at least 100ms", "fix: interval: 10s");
    }
    return new GatewayConfig(shutdown, watch ? interval : Duration.ZERO);
  }
}
