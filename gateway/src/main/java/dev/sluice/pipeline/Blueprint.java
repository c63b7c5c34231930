package dev.sluice.pipeline;

import dev.sluice.component.ExporterFactory;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Factories;
import dev.sluice.component.Factory;
import dev.sluice.component.ProcessorFactory;
import dev.sluice.component.ReceiverFactory;
import dev.sluice.config.Component;
import dev.sluice.config.ComponentId;
import dev.sluice.config.ComponentKind;
import dev.sluice.config.Configuration;
import dev.sluice.config.Pipeline;
import dev.sluice.config.Problems;
import dev.sluice.config.Reference;
import dev.sluice.config.RelayConfig;
import dev.sluice.config.Section;
import dev.sluice.data.Acknowledge;
import dev.sluice.otlp.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A configuration whose every section was read by the factory that knows it: what is to be built,
 * and how it hangs together. Reading reports all mistakes; a blueprint with errors must not be
 * built.
 */
public final class Blueprint {
  private final Map<ComponentId, Makers.ReceiverMaker> receivers = new LinkedHashMap<>();
  private final Map<ComponentId, Makers.ProcessorMaker> processors = new LinkedHashMap<>();
  private final Map<ComponentId, Makers.ExporterMaker> exporters = new LinkedHashMap<>();
  private final Map<ComponentId, Makers.ExtensionMaker> extensions = new LinkedHashMap<>();
  private final Map<ComponentKind, Map<ComponentId, String>> fingerprints =
      new EnumMap<>(ComponentKind.class);
  private final List<PipelineSpec> pipelines = new ArrayList<>();
  private final List<ComponentId> serviceExtensions;
  private final Section telemetry;
  private final Section sluice;

  private Blueprint(RelayConfig config, Factories factories, Problems problems) {
    // Before those that may name one.
    for (Component component : config.components(ComponentKind.EXTENSION).values()) {
      ExtensionFactory<?> factory = of(factories.extensions(), component);
      Makers.ExtensionMaker maker = Makers.extension(factory, component.section());
      extensions.put(component.id(), maker);
      config.offers(component.id(), maker.roles());
    }
    for (Component component : config.components(ComponentKind.RECEIVER).values()) {
      ReceiverFactory<?> factory = of(factories.receivers(), component);
      receivers.put(component.id(), Makers.receiver(factory, component.section()));
    }
    for (Component component : config.components(ComponentKind.PROCESSOR).values()) {
      ProcessorFactory<?> factory = of(factories.processors(), component);
      processors.put(component.id(), Makers.processor(factory, component.section()));
    }
    for (Component component : config.components(ComponentKind.EXPORTER).values()) {
      ExporterFactory<?> factory = of(factories.exporters(), component);
      exporters.put(component.id(), Makers.exporter(factory, component.section()));
    }
    for (ComponentKind kind : ComponentKind.values()) fingerprints.put(kind, prints(config, kind));
    sluice = config.sluice();
    var promises = new Promises(sluice, config.pipelines(), ref -> exporters.get(ref.id()));
    for (Pipeline pipeline : config.pipelines()) {
      checkSignals(pipeline, factories, problems);
      pipelines.add(spec(pipeline, promises.of(pipeline)));
    }
    serviceExtensions = ids(config.extensions());
    telemetry = config.telemetry();
  }

  /**
   * Gives the configuration its meaning. The caller reads {@link #telemetry} and then calls {@link
   * RelayConfig#finish}, which reports the keys that nobody has read.
   */
  public static Reading read(Configuration configuration, Factories factories, Problems problems) {
    var types = new EnumMap<ComponentKind, Collection<String>>(ComponentKind.class);
    types.put(ComponentKind.RECEIVER, factories.receivers().keySet());
    types.put(ComponentKind.PROCESSOR, factories.processors().keySet());
    types.put(ComponentKind.EXPORTER, factories.exporters().keySet());
    types.put(ComponentKind.EXTENSION, factories.extensions().keySet());
    types.put(ComponentKind.CONNECTOR, Set.of());
    RelayConfig config = RelayConfig.read(configuration, types);
    return new Reading(new Blueprint(config, factories, problems), config);
  }

  /** A blueprint, and the configuration that still wants to know which keys nobody has read. */
  public record Reading(Blueprint blueprint, RelayConfig config) {}

  private static <F extends Factory<?>> F of(Map<String, F> factories, Component component) {
    return Objects.requireNonNull(factories.get(component.id().type()));
  }

  private static void checkSignals(Pipeline pipeline, Factories factories, Problems problems) {
    Signal signal = signal(pipeline);
    check(pipeline.receivers(), "receiver", factories.receivers(), signal, pipeline, problems);
    check(pipeline.processors(), "processor", factories.processors(), signal, pipeline, problems);
    check(pipeline.exporters(), "exporter", factories.exporters(), signal, pipeline, problems);
  }

  private static void check(
      List<Reference> references,
      String kind,
      Map<String, ? extends Factory<?>> factories,
      Signal signal,
      Pipeline pipeline,
      Problems problems) {
    for (Reference reference : references) {
      Factory<?> factory = factories.get(reference.id().type());
      if (factory == null || factory.signals().contains(signal)) continue;
      String supported =
          factory.signals().stream().map(Signal::id).collect(Collectors.joining(", "));
      problems
          .error(
              PipelineCode.WRONG_SIGNAL,
              "%s `%s` does not support %s".formatted(kind, reference.id(), signal.id()))
          .at(reference.span())
          .label(supported + " only")
          .detail("path", "service::pipelines::" + pipeline.id())
          .detail("fix", "use it in a pipeline of " + supported)
          .add();
    }
  }

  private PipelineSpec spec(Pipeline pipeline, Promises.Promise promise) {
    List<ComponentId> ids = ids(pipeline.exporters());
    return new PipelineSpec(
        new PipelineId(signal(pipeline), pipeline.id().name()),
        ids(pipeline.receivers()),
        ids(pipeline.processors()),
        ids,
        until(ids, promise.acknowledge()),
        promise.skipsFull());
  }

  /**
   * A promise of disks is kept by those that have them; the others have taken it before that. Where
   * nothing is written, an exporter without a queue answers with what its backend said.
   */
  private List<Acknowledge> until(List<ComponentId> ids, @Nullable Acknowledge written) {
    Acknowledge promised = written == null ? acknowledgeOf(ids) : written;
    var until = new ArrayList<Acknowledge>();
    for (ComponentId id : ids) {
      Makers.ExporterMaker maker = exporters.get(id);
      if (written == null && maker != null && maker.sendsAtOnce()) {
        until.add(Acknowledge.DELIVERED);
      } else if (promised == Acknowledge.PERSISTED && (maker == null || !maker.isDurable())) {
        until.add(Acknowledge.RECEIVED);
      } else {
        until.add(promised);
      }
    }
    return List.copyOf(until);
  }

  /** Nothing is promised of disks where there is nothing that delivers. */
  private Acknowledge acknowledgeOf(List<ComponentId> ids) {
    boolean isDurable = false;
    for (ComponentId id : ids) {
      Makers.ExporterMaker maker = exporters.get(id);
      if (maker == null || !maker.holdsData() || maker.sendsAtOnce()) continue;
      if (!maker.isDurable()) return Acknowledge.RECEIVED;
      isDurable = true;
    }
    return isDurable ? Acknowledge.PERSISTED : Acknowledge.RECEIVED;
  }

  private static Signal signal(Pipeline pipeline) {
    for (Signal signal : Signal.values()) {
      if (signal.id().equals(pipeline.id().type())) return signal;
    }
    throw new IllegalStateException("no signal: " + pipeline.id());
  }

  private static List<ComponentId> ids(List<Reference> references) {
    return references.stream().map(Reference::id).toList();
  }

  /** An extension that a component names is a part of what that component is. */
  private static Map<ComponentId, String> prints(RelayConfig config, ComponentKind kind) {
    Collection<Component> extensions = config.components(ComponentKind.EXTENSION).values();
    var prints = new HashMap<ComponentId, String>();
    for (Component component : config.components(kind).values()) {
      var print = new StringBuilder(component.section().fingerprint());
      for (Component extension : extensions) {
        if (!component.section().mentions(extension.id().toString())) continue;
        print.append(' ').append(extension.section().fingerprint());
      }
      prints.put(component.id(), print.toString());
    }
    return prints;
  }

  /** Equal for a component of two configurations that is the same in both. */
  String fingerprint(ComponentKind kind, ComponentId id) {
    return present(present(fingerprints, kind), id);
  }

  /** In the order in which they are written. */
  public List<PipelineSpec> pipelines() {
    return pipelines;
  }

  /** As above; null if it is not there. */
  @Nullable String fingerprintOrNone(ComponentKind kind, ComponentId id) {
    return present(fingerprints, kind).get(id);
  }

  /** Whether that exporter is here, and the same as in {@code other}. */
  boolean isSameExporter(Blueprint other, ExporterKey key) {
    String here = fingerprintOrNone(ComponentKind.EXPORTER, key.id());
    return exporterKeys().contains(key)
        && here != null
        && here.equals(other.fingerprintOrNone(ComponentKind.EXPORTER, key.id()));
  }

  /** The exporters that pipelines name, in their order. */
  Set<ExporterKey> exporterKeys() {
    var keys = new LinkedHashSet<ExporterKey>();
    for (PipelineSpec spec : pipelines) {
      for (ComponentId id : spec.exporters()) keys.add(new ExporterKey(id, spec.id().signal()));
    }
    return keys;
  }

  /** In the order in which they start. */
  public List<ComponentId> serviceExtensions() {
    return serviceExtensions;
  }

  /** Asks the backends of all exporters; what they would not take is reported as warnings. */
  public void checkOnline(String version) {
    for (Makers.ExporterMaker exporter : exporters.values()) exporter.onlineCheck().ask(version);
  }

  /** {@code service::telemetry}; empty if it is not written. */
  public Section telemetry() {
    return telemetry;
  }

  /** {@code sluice}, what only this gateway knows; empty if it is not written. */
  public Section sluice() {
    return sluice;
  }

  Makers.ReceiverMaker receiver(ComponentId id) {
    return present(receivers, id);
  }

  Makers.ProcessorMaker processor(ComponentId id) {
    return present(processors, id);
  }

  Makers.ExporterMaker exporter(ComponentId id) {
    return present(exporters, id);
  }

  Makers.ExtensionMaker extension(ComponentId id) {
    return present(extensions, id);
  }

  private static <K, T> T present(Map<K, T> makers, K id) {
    T maker = makers.get(id);
    if (maker == null) throw new IllegalStateException("a configuration with errors: " + id);
    return maker;
  }
}
