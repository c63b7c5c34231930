package dev.sluice.pipeline;

import dev.sluice.component.Consumer;
import dev.sluice.component.Exporter;
import dev.sluice.component.Processor;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.config.ComponentKind;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import dev.sluice.pipeline.Assembly.Entrance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Builds the components of a blueprint and wires them, around those of an assembly that goes on.
 * Starts none and changes none of those that are kept.
 */
final class Assembler {
  private final House house;
  private final Shares shares;
  private final Blueprint blueprint;
  private final @Nullable Assembly before;
  private final Assembly built;

  Assembler(House house, Shares shares, Blueprint blueprint, @Nullable Assembly before) {
    this.house = house;
    this.shares = shares;
    this.blueprint = blueprint;
    this.before = before;
    this.built = new Assembly(blueprint);
  }

  /**
   * All of it.
   *
   * @throws StartException if one component cannot be built; those built before it hold nothing
   */
  Assembly build() throws StartException {
    for (ComponentId id : blueprint.serviceExtensions()) buildExtension(id);
    for (ExporterKey key : blueprint.exporterKeys()) buildExporter(key);
    for (PipelineSpec spec : blueprint.pipelines()) built.lines.put(spec.id(), line(spec));
    for (var fed : doors(blueprint, built.lines).entrySet()) {
      buildReceiver(fed.getKey(), fed.getValue());
    }
    return built;
  }

  interface Making<T> {
    T make() throws StartException;
  }

  /** Says which component it was that could not be built. */
  static <T> T make(String kind, ComponentId id, Making<T> making) throws StartException {
    try {
      return making.make();
    } catch (StartException e) {
      throw about(kind, id, e);
    }
  }

  static StartException about(String kind, ComponentId id, StartException e) {
    return new StartException("%s '%s': %s".formatted(kind, id, e.getMessage()), e);
  }

  private boolean isSame(ComponentKind kind, ComponentId id) {
    return before != null
        && blueprint.fingerprint(kind, id).equals(before.blueprint.fingerprintOrNone(kind, id));
  }

  private void buildExtension(ComponentId id) throws StartException {
    var known = before == null ? null : before.extensions.get(id);
    if (known != null && isSame(ComponentKind.EXTENSION, id)) {
      built.extensions.put(id, known);
      // A change that was undone may have left another's there.
      known.offerTo(house.shared());
    } else {
      built.extensions.put(
          id, make("extension", id, () -> blueprint.extension(id).make(house.settingsFor(id))));
    }
  }

  private void buildExporter(ExporterKey key) throws StartException {
    ComponentId id = key.id();
    Exporter known = before == null ? null : before.exporters.get(key);
    if (known != null && isSame(ComponentKind.EXPORTER, id)) {
      built.exporters.put(key, known);
      return;
    }
    Branch branch = shares.branch(key, blueprint);
    built.exporters.put(
        key,
        make(
            "exporter",
            id,
            () -> blueprint.exporter(id).making().make(house.settingsFor(id), branch)));
  }

  private Line line(PipelineSpec spec) throws StartException {
    Line known = before == null ? null : before.lines.get(spec.id());
    return known != null && isSame(spec, known) ? known : newLine(spec);
  }

  private boolean isSame(PipelineSpec spec, Line known) {
    Assembly old = Objects.requireNonNull(before);
    if (!known.spec().equals(spec)) return false;
    for (ComponentId id : spec.processors()) {
      if (!isSame(ComponentKind.PROCESSOR, id)) return false;
    }
    for (ComponentId id : spec.exporters()) {
      var key = new ExporterKey(id, spec.id().signal());
      if (built.exporters.get(key) != old.exporters.get(key)) return false;
    }
    return true;
  }

  private Line newLine(PipelineSpec spec) throws StartException {
    Signal signal = spec.id().signal();
    var lineExporters = new ArrayList<Exporter>();
    var lineBranches = new ArrayList<Branch>();
    for (ComponentId id : spec.exporters()) {
      var key = new ExporterKey(id, signal);
      lineExporters.add(Objects.requireNonNull(built.exporters.get(key)));
      lineBranches.add(shares.branch(key, blueprint));
    }
    Consumer next = new FanOut(lineExporters);
    var lineProcessors = new ArrayList<Processor>();
    for (int i = spec.processors().size() - 1; i >= 0; i--) {
      ComponentId id = spec.processors().get(i);
      Consumer after = counted("otelcol_processor_outgoing_items", id, signal, next);
      Processor processor =
          make(
              "processor",
              id,
              () -> blueprint.processor(id).make(house.settingsFor(id), signal, after));
      lineProcessors.add(processor);
      next = counted("otelcol_processor_incoming_items", id, signal, processor);
    }
    Collections.reverse(lineProcessors);
    return new Line(spec, lineProcessors, lineBranches, next);
  }

  private Consumer counted(String metric, ComponentId processor, Signal signal, Consumer next) {
    LongAdder items =
        house
            .instruments()
            .count(metric, "processor", processor.toString(), "otel_signal", signal.id());
    return batch -> {
      items.add(batch.items());
      Guarded.consume(next, batch);
    };
  }

  /** The lines that each receiver feeds, by signal. */
  static Map<ComponentId, Map<Signal, List<Line>>> doors(
      Blueprint blueprint, Map<PipelineId, Line> lines) {
    var fed = new LinkedHashMap<ComponentId, Map<Signal, List<Line>>>();
    for (PipelineSpec spec : blueprint.pipelines()) {
      Line line = Objects.requireNonNull(lines.get(spec.id()));
      for (ComponentId id : spec.receivers()) {
        fed.computeIfAbsent(id, any -> new EnumMap<>(Signal.class))
            .computeIfAbsent(spec.id().signal(), any -> new ArrayList<>())
            .add(line);
      }
    }
    return fed;
  }

  private void buildReceiver(ComponentId id, Map<Signal, List<Line>> fed) throws StartException {
    Entrance known = before == null ? null : before.receivers.get(id);
    boolean isSame =
        known != null
            && known.doors().keySet().equals(fed.keySet())
            && isSame(ComponentKind.RECEIVER, id);
    built.receivers.put(id, isSame ? Objects.requireNonNull(known) : newEntrance(id, fed));
  }

  private Entrance newEntrance(ComponentId id, Map<Signal, List<Line>> fed) throws StartException {
    var doors = new EnumMap<Signal, Door>(Signal.class);
    fed.forEach((signal, lines) -> doors.put(signal, new Door(signal, lines, house.timer())));
    return entrance(house, blueprint, id, doors);
  }

  /** A receiver at doors that there are. */
  static Entrance entrance(
      House house, Blueprint blueprint, ComponentId id, Map<Signal, Door> doors)
      throws StartException {
    return new Entrance(
        make(
            "receiver",
            id,
            () -> blueprint.receiver(id).make(house.settingsFor(id), Entrance.intakes(doors))),
        doors);
  }
}
