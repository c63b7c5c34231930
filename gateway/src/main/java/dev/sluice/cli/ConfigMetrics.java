package dev.sluice.cli;

import dev.sluice.telemetry.Instruments;
import java.util.concurrent.atomic.LongAdder;

/** Which configuration runs, and how its changes fared. */
final class ConfigMetrics {
  private static final String INFO = "sluice_config_info";
  private static final String RELOADS = "sluice_config_reloads_total";

  private final Instruments instruments;
  private final LongAdder successes;
  private final LongAdder failures;
  private volatile boolean wasSuccess = true;
  private String hash;

  ConfigMetrics(Instruments instruments, String hash) {
    this.instruments = instruments;
    this.successes = instruments.count(RELOADS, "result", "success");
    this.failures = instruments.count(RELOADS, "result", "failure");
    this.hash = hash;
    instruments.gauge("sluice_config_last_reload_successful", () -> wasSuccess ? 1 : 0);
    instruments.gauge(INFO, () -> 1, "hash", hash);
  }

  void taken(String newHash) {
    successes.increment();
    wasSuccess = true;
    if (newHash.equals(hash)) return;
    instruments.forget("hash", hash);
    hash = newHash;
    instruments.gauge(INFO, () -> 1, "hash", hash);
  }

  void failed() {
    failures.increment();
    wasSuccess = false;
  }
}
