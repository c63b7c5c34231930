package dev.sluice.pipeline;

import dev.sluice.component.Exporter;
import dev.sluice.component.Extension;
import dev.sluice.component.Intake;
import dev.sluice.component.Receiver;
import dev.sluice.config.ComponentId;
import dev.sluice.otlp.Signal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The components of one blueprint, wired. Those that are the same as in the assembly before are
 * those of that assembly.
 */
final class Assembly {
  final Blueprint blueprint;
  final Map<ComponentId, Extension> extensions = new LinkedHashMap<>();
  final Map<ExporterKey, Exporter> exporters = new LinkedHashMap<>();
  final Map<PipelineId, Line> lines = new LinkedHashMap<>();
  final Map<ComponentId, Entrance> receivers = new LinkedHashMap<>();

  Assembly(Blueprint blueprint) {
    this.blueprint = blueprint;
  }

  /** A receiver and the doors that it stands at. */
  record Entrance(Receiver receiver, Map<Signal, Door> doors) {
    static Map<Signal, Intake> intakes(Map<Signal, Door> doors) {
      return new EnumMap<>(doors);
    }
  }
}
