package dev.sluice.pipeline;

import dev.sluice.component.Clock;
import dev.sluice.component.Memory;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.telemetry.Instruments;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the process lends to all components.
 *
 * @param branches of all graphs; what is reserved in them is the telemetry in memory. For several
 *     threads
 */
public record House(
    Ledger ledger,
    List<Branch> branches,
    Instruments instruments,
    Clock clock,
    ScheduledExecutorService timer,
    Memory memory,
    Shared shared,
    String version) {

  House with(Instruments others) {
    return new House(ledger, branches, others, clock, timer, memory, shared, version);
  }

  Settings settingsFor(ComponentId id) {
    return new Settings(id, instruments, clock, timer, memory, shared, version);
  }
}
