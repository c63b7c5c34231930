package dev.sluice.pipeline;

import dev.sluice.config.ComponentId;
import dev.sluice.data.Acknowledge;
import java.util.List;

/**
 * One pipeline as written: who feeds it, what it does, where it leads, and what it promises.
 *
 * @param until for each exporter, how far data must have come before its sender is answered
 * @param skipsFull whether a full exporter is passed by, where another one takes the data
 */
public record PipelineSpec(
    PipelineId id,
    List<ComponentId> receivers,
    List<ComponentId> processors,
    List<ComponentId> exporters,
    List<Acknowledge> until,
    boolean skipsFull) {}
