package dev.sluice.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code service} and checks that what its pipelines name is defined. */
final class ServiceReader {
  private static final Set<String> SIGNALS =
      new LinkedHashSet<>(List.of("traces", "metrics", "logs"));
  private static final Set<ComponentKind> RECEIVING =
      EnumSet.of(ComponentKind.RECEIVER, ComponentKind.CONNECTOR);
  private static final Set<ComponentKind> PROCESSING = EnumSet.of(ComponentKind.PROCESSOR);
  private static final Set<ComponentKind> EXPORTING =
      EnumSet.of(ComponentKind.EXPORTER, ComponentKind.CONNECTOR);
  private static final Set<ComponentKind> EXTENDING = EnumSet.of(ComponentKind.EXTENSION);

  private final Section root;
  private final Definitions definitions;
  private final Problems problems;
  private final Ids ids;

  ServiceReader(Section root, Definitions definitions) {
    this.root = root;
    this.definitions = definitions;
    this.problems = root.problems();
    this.ids = new Ids(problems);
  }

  Service read() {
    Section service = root.section("service", "what runs");
    List<Reference> extensions =
        references(service, "extensions", ComponentKind.EXTENSION, EXTENDING, "`service`");
    Section telemetry = service.section("telemetry", "the gateway's own metrics and logs");
    List<Section> written = new Names(service).map("pipelines", "pipeline");
    var pipelines = new ArrayList<Pipeline>();
    if (written == null) return new Service(pipelines, extensions, telemetry);
    if (written.isEmpty() && definitions.isComplete()) noPipeline(service);
    Map<ComponentId, Span> seen = new LinkedHashMap<>();
    for (Section section : written) {
      Pipeline pipeline = pipeline(section);
      if (pipeline == null) continue;
      Span before = seen.putIfAbsent(pipeline.id(), pipeline.span());
      if (before == null) {
        pipelines.add(pipeline);
      } else {
        problems
            .error(Code.DUPLICATE_ID, "pipeline `" + pipeline.id() + "` is defined twice")
            .at(pipeline.span())
            .label("the same name, spaces aside")
            .also(before, "the first one")
            .add();
      }
    }
    return new Service(pipelines, extensions, telemetry);
  }

  private void noPipeline(Section service) {
    problems
        .error(Code.NO_PIPELINE, "the service has no pipeline, so nothing would flow")
        .at(root.has("service") ? service.span() : Span.whole(root.span().source()))
        .label("no `pipelines:` with an entry")
        .detail("path", "service::pipelines")
        .detail("expected", "at least one, e.g. traces: {receivers: […], exporters: […]}")
        .add();
  }

  private @Nullable Pipeline pipeline(Section section) {
    ComponentId id = ids.parse(section.name(), section.span(), section.path());
    String called = "pipeline `" + section.name().strip() + "`";
    List<Reference> receivers =
        references(section, "receivers", ComponentKind.RECEIVER, RECEIVING, called);
    List<Reference> processors =
        references(section, "processors", ComponentKind.PROCESSOR, PROCESSING, called);
    List<Reference> exporters =
        references(section, "exporters", ComponentKind.EXPORTER, EXPORTING, called);
    needOne(section, "receivers", "receiver");
    needOne(section, "exporters", "exporter");
    section.finish();
    if (id == null) return null;
    if (!SIGNALS.contains(id.type())) {
      unknownSignal(id, section);
      return null;
    }
    return new Pipeline(id, section.span(), receivers, processors, exporters);
  }

  private void unknownSignal(ComponentId id, Section section) {
    String meant = Suggest.nearest(id.type(), SIGNALS);
    String suggested = meant == null ? "" : new ComponentId(meant, id.name()).toString();
    problems
        .error(Code.UNKNOWN_SIGNAL, "`" + id.type() + "` is not a pipeline signal")
        .at(section.span())
        .label(meant == null ? "no kind of telemetry" : "did you mean `" + suggested + "`?")
        .detail("path", section.path())
        .detail("allowed", "traces, metrics, logs, each optionally with a name, e.g. traces/tempo")
        .detail(
            "note", id.type().equals("profiles") ? "profiles are not supported by this build" : "")
        .add();
  }

  private void needOne(Section pipeline, String key, String word) {
    if (!new Names(pipeline).isEmpty(key)) return;
    problems
        .error(Code.PIPELINE_INCOMPLETE, "pipeline `" + pipeline.name() + "` has no " + word)
        .at(pipeline.span())
        .label("must have at least one " + word)
        .detail("path", pipeline.path() + "::" + key)
        .add();
  }

  /** The references that are defined, without repetitions. */
  private List<Reference> references(
      Section section, String key, ComponentKind kind, Set<ComponentKind> kinds, String user) {
    var defined = new ArrayList<Reference>();
    var seen = new LinkedHashMap<ComponentId, Span>();
    for (Names.Item item : new Names(section).list(key, "names of " + kind.key())) {
      ComponentId id = ids.parse(item.text(), item.span(), item.path());
      if (id == null) continue;
      Span first = seen.putIfAbsent(id, item.span());
      if (first != null) {
        twice(kind, id, item, first, user);
      } else if (definitions.find(id, kinds) != null) {
        defined.add(new Reference(id, item.span()));
      } else if (kinds.stream().allMatch(definitions::isKnown)) {
        undefined(kind, kinds, id, item, user);
      }
    }
    return List.copyOf(defined);
  }

  private void twice(ComponentKind kind, ComponentId id, Names.Item item, Span first, String user) {
    String message = user + " names " + kind.word() + " `" + id + "` twice";
    Problem.Builder problem =
        kind == ComponentKind.PROCESSOR
            ? problems.error(Code.TWICE_IN_PIPELINE, message)
            : problems.warning(Code.TWICE_IN_PIPELINE, message);
    problem
        .at(item.span())
        .label("the second time")
        .also(first, "the first time")
        .detail("path", item.path())
        .add();
  }

  private void undefined(
      ComponentKind kind, Set<ComponentKind> kinds, ComponentId id, Names.Item item, String user) {
    Set<String> names = definitions.names(kinds);
    String meant = Suggest.nearest(id.toString(), names);
    Problem.Builder problem =
        problems
            .error(
                Code.UNDEFINED,
                user + " uses " + kind.word() + " `" + id + "`, which is not defined")
            .at(item.span())
            .label(meant == null ? "not defined" : "did you mean `" + meant + "`?")
            .detail("path", item.path())
            .detail(
                "defined",
                names.isEmpty() ? "nothing under `" + kind.key() + ":`" : String.join(", ", names));
    if (meant != null) alsoDefinition(problem, meant, kinds);
    Set<ComponentKind> others = new HashSet<>(EnumSet.complementOf(EnumSet.copyOf(kinds)));
    for (ComponentKind other : others) {
      if (!definitions.of(other).containsKey(id)) continue;
      problem.detail("note", "`" + id + "` is defined as " + article(other) + other.word());
    }
    if (meant == null) problem.detail("fix", "add `" + id + ":` under `" + kind.key() + ":`");
    problem.add();
  }

  private static String article(ComponentKind kind) {
    return kind == ComponentKind.EXPORTER || kind == ComponentKind.EXTENSION ? "an " : "a ";
  }

  private void alsoDefinition(Problem.Builder problem, String name, Set<ComponentKind> kinds) {
    for (ComponentKind kind : kinds) {
      definitions
          .of(kind)
          .forEach(
              (id, section) -> {
                if (id.toString().equals(name)) problem.also(section.span(), "defined here");
              });
    }
  }
}
