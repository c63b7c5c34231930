package dev.sluice.pipeline;

import dev.sluice.component.Component;
import dev.sluice.component.ComponentId;
import dev.sluice.component.Consumer;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Extension;
import dev.sluice.component.Intake;
import dev.sluice.component.Processor;
import dev.sluice.component.Receiver;
import dev.sluice.component.StartException;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of one configuration, built and wired. Started against the flow (exporters first,
 * receivers last), stopped with it, so that no stage ever hands data to one that is not there.
 */
public final class Graph {
  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);
  private static final Duration START_FAILED = Duration.ofSeconds(2);

  private final House house;
  private final Map<ComponentId, Extension> extensions = new LinkedHashMap<>();
  private final List<Branch> branches = new ArrayList<>();
  private final Map<ExporterKey, Exporter> exporters = new LinkedHashMap<>();
  private final Map<ExporterKey, Branch> branchOf = new LinkedHashMap<>();
  private final List<Processor> processors = new ArrayList<>();
  private final Map<ComponentId, Receiver> receivers = new LinkedHashMap<>();

  private record ExporterKey(ComponentId id, Signal signal) {}

  /**
   * Builds all components; starts none.
   *
   * @throws StartException if one cannot be built; those built before it hold nothing open
   */
  public Graph(Blueprint blueprint, House house) throws StartException {
    this.house = house;
    for (ComponentId id : blueprint.serviceExtensions()) {
      extensions.put(
          id, make("extension", id, () -> blueprint.extension(id).make(house.settingsFor(id))));
    }
    buildExporters(blueprint);
    var lines = new ArrayList<Line>();
    for (PipelineSpec spec : blueprint.pipelines()) lines.add(buildLine(blueprint, spec));
    buildReceivers(blueprint, lines);
    LedgerMetrics.register(house.instruments(), branches);
  }

  private interface Making<T> {
    T make() throws StartException;
  }

  /** Says which component it was that could not be built. */
  private static <T> T make(String kind, ComponentId id, Making<T> making) throws StartException {
    try {
      return making.make();
    } catch (StartException e) {
      throw about(kind, id, e);
    }
  }

  private static StartException about(String kind, ComponentId id, StartException e) {
    return new StartException("%s '%s': %s".formatted(kind, id, e.getMessage()), e);
  }

  private void buildExporters(Blueprint blueprint) throws StartException {
    var makers = new LinkedHashMap<ExporterKey, Makers.ExporterMaker>();
    for (PipelineSpec spec : blueprint.pipelines()) {
      for (ComponentId id : spec.exporters()) {
        makers.put(new ExporterKey(id, spec.id().signal()), blueprint.exporter(id));
      }
    }
    Set<ExporterKey> sharing = sharing(blueprint);
    long budget = house.memory().telemetryBytes();
    long share = budget / Math.max(1, sharing.size());
    for (var entry : makers.entrySet()) {
      ComponentId id = entry.getKey().id();
      Makers.ExporterMaker maker = entry.getValue();
      var account = house.ledger().account(id.toString(), entry.getKey().signal());
      var branch = new Branch(account, sharing.contains(entry.getKey()) ? share : budget);
      branches.add(branch);
      branchOf.put(entry.getKey(), branch);
      exporters.put(
          entry.getKey(),
          make("exporter", id, () -> maker.making().make(house.settingsFor(id), branch)));
    }
  }

  /**
   * Between whom the memory for telemetry is divided: the exporters that hold data, and those of
   * pipelines in which no exporter does. What waits there at the door or in a batch is bounded by
   * nobody else.
   */
  private static Set<ExporterKey> sharing(Blueprint blueprint) {
    var sharing = new LinkedHashSet<ExporterKey>();
    for (PipelineSpec spec : blueprint.pipelines()) {
      boolean nobodyHolds =
          spec.exporters().stream().noneMatch(id -> blueprint.exporter(id).holdsData());
      for (ComponentId id : spec.exporters()) {
        if (nobodyHolds || blueprint.exporter(id).holdsData()) {
          sharing.add(new ExporterKey(id, spec.id().signal()));
        }
      }
    }
    return sharing;
  }

  private Line buildLine(Blueprint blueprint, PipelineSpec spec) throws StartException {
    Signal signal = spec.id().signal();
    var lineExporters = new ArrayList<Exporter>();
    var lineBranches = new ArrayList<Branch>();
    for (ComponentId id : spec.exporters()) {
      var key = new ExporterKey(id, signal);
      lineExporters.add(present(exporters.get(key)));
      lineBranches.add(present(branchOf.get(key)));
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
    processors.addAll(lineProcessors);
    return new Line(spec, lineProcessors, lineBranches, until(blueprint, spec), next);
  }

  /** A promise of disks is kept by those that have them; the others have taken it before that. */
  private static List<Acknowledge> until(Blueprint blueprint, PipelineSpec spec) {
    return spec.exporters().stream()
        .map(
            id ->
                spec.acknowledge() == Acknowledge.PERSISTED && !blueprint.exporter(id).isDurable()
                    ? Acknowledge.RECEIVED
                    : spec.acknowledge())
        .toList();
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

  private void buildReceivers(Blueprint blueprint, List<Line> lines) throws StartException {
    var fed = new LinkedHashMap<ComponentId, Map<Signal, List<Line>>>();
    for (Line line : lines) {
      for (ComponentId id : line.spec().receivers()) {
        fed.computeIfAbsent(id, any -> new EnumMap<>(Signal.class))
            .computeIfAbsent(line.spec().id().signal(), any -> new ArrayList<>())
            .add(line);
      }
    }
    for (var entry : fed.entrySet()) {
      ComponentId id = entry.getKey();
      var intakes = new EnumMap<Signal, Intake>(Signal.class);
      entry
          .getValue()
          .forEach(
              (signal, fedLines) -> intakes.put(signal, new Door(signal, fedLines, house.timer())));
      receivers.put(
          id,
          make("receiver", id, () -> blueprint.receiver(id).make(house.settingsFor(id), intakes)));
    }
  }

  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  /** All branches, in the order in which the configuration names them. */
  public List<Branch> branches() {
    return Collections.unmodifiableList(branches);
  }

  /** Starts everything, or stops what has started and throws. */
  public void start() throws StartException {
    try {
      for (var entry : extensions.entrySet()) start("extension", entry.getKey(), entry.getValue());
      for (var entry : exporters.entrySet()) {
        start("exporter", entry.getKey().id(), entry.getValue());
      }
      for (Processor processor : processors) processor.start();
      for (var entry : receivers.entrySet()) start("receiver", entry.getKey(), entry.getValue());
      extensions.values().forEach(Extension::pipelinesReady);
    } catch (StartException | RuntimeException e) {
      stop(Deadline.in(START_FAILED, house.clock()));
      throw e;
    }
  }

  private static void start(String kind, ComponentId id, Component component)
      throws StartException {
    try {
      component.start();
    } catch (StartException e) {
      throw about(kind, id, e);
    }
  }

  /** Stops everything in the order of the flow; what is left at the deadline is counted dropped. */
  public void stop(Deadline deadline) {
    extensions.values().forEach(Graph::notReady);
    Stopping.together(receivers.values(), deadline);
    processors.forEach(processor -> Stopping.one(processor, deadline));
    Stopping.together(exporters.values(), deadline);
    var started = new ArrayList<>(extensions.values());
    Collections.reverse(started);
    started.forEach(extension -> Stopping.one(extension, deadline));
  }

  private static void notReady(Extension extension) {
    try {
      extension.pipelinesNotReady();
    } catch (RuntimeException e) {
      LOG.error("{} did not hear of the stop", extension.getClass().getSimpleName(), e);
    }
  }
}
