package dev.sluice.component;

import dev.sluice.config.ComponentId;
import dev.sluice.telemetry.Instruments;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the house lends a component for its lifetime. Never from YAML.
 *
 * @param id as the configuration names it
 * @param timer one shared thread; tasks must be short and must not block
 * @param version of this build, for User-Agent and the like
 */
public record Settings(
    ComponentId id,
    Instruments instruments,
    Clock clock,
    ScheduledExecutorService timer,
    Memory memory,
    Shared shared,
    String version) {}
