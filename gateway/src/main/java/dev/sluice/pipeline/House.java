package dev.sluice.pipeline;

import dev.sluice.component.Clock;
import dev.sluice.component.ComponentId;
import dev.sluice.component.Memory;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.data.Ledger;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.ScheduledExecutorService;

/** What the process lends to all components. */
public record House(
    Ledger ledger,
    Instruments instruments,
    Clock clock,
    ScheduledExecutorService timer,
    Memory memory,
    Shared shared,
    String version) {

  Settings settingsFor(ComponentId id) {
    return new Settings(id, instruments, clock, timer, memory, shared, version);
  }
}
