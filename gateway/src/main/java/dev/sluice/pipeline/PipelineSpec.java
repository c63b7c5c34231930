package dev.sluice.pipeline;

import dev.sluice.component.ComponentId;
import java.util.List;

/** One pipeline as written: who feeds it, what it does, where it leads. */
public record PipelineSpec(
    PipelineId id,
    List<ComponentId> receivers,
    List<ComponentId> processors,
    List<ComponentId> exporters) {}
