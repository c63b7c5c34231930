package dev.sluice.config;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names under {@code receivers}, {@code processors} and so on, whatever their types. */
final class Definitions {
  private final Section root;
  private final boolean complete;
  private final Map<ComponentKind, Map<ComponentId, Section>> sections =
      new EnumMap<>(ComponentKind.class);
  private final Set<ComponentKind> broken = EnumSet.noneOf(ComponentKind.class);

  Definitions(Section root, boolean complete) {
    this.root = root;
    this.complete = complete;
  }

  void read(ComponentKind kind) {
    var byId = new LinkedHashMap<ComponentId, Section>();
    sections.put(kind, byId);
    List<Section> written = new Names(root).map(kind.key(), kind.word());
    if (written == null) {
      broken.add(kind);
      return;
    }
    var ids = new Ids(problems());
    for (Section section : written) {
      ComponentId id = ids.parse(section.name(), section.span(), section.path());
      if (id == null) {
        broken.add(kind);
        continue;
      }
      Section before = byId.putIfAbsent(id, section);
      if (before != null) duplicate(kind, id, section.span(), before.span());
    }
    boolean needed = kind == ComponentKind.RECEIVER || kind == ComponentKind.EXPORTER;
    if (needed && written.isEmpty() && complete) {
      problems()
          .error(Code.NOTHING_DEFINED, "no " + kind.word() + " is defined")
          .at(root.keySpan(kind.key()))
          .detail("expected", "at least one under `" + kind.key() + ":`")
          .add();
      broken.add(kind);
    }
  }

  private void duplicate(ComponentKind kind, ComponentId id, Span second, Span first) {
    problems()
        .error(Code.DUPLICATE_ID, kind.word() + " `" + id + "` is defined twice")
        .at(second)
        .label("the same name, spaces aside")
        .also(first, "the first one")
        .add();
  }

  /** A connector is receiver and exporter at once, so its id must not be one of theirs. */
  void checkAmbiguous() {
    of(ComponentKind.CONNECTOR)
        .forEach(
            (id, section) -> {
              checkAmbiguous(ComponentKind.RECEIVER, id, section);
              checkAmbiguous(ComponentKind.EXPORTER, id, section);
            });
  }

  private void checkAmbiguous(ComponentKind kind, ComponentId id, Section connector) {
    Section other = of(kind).get(id);
    if (other == null) return;
    problems()
        .error(Code.DUPLICATE_ID, "`" + id + "` is a connector and a" + an(kind) + " at once")
        .at(connector.span())
        .label("pipelines could mean either")
        .also(other.span(), "the " + kind.word())
        .detail("fix", id.type() + "/other:")
        .add();
  }

  private static String an(ComponentKind kind) {
    return kind == ComponentKind.EXPORTER ? "n exporter" : " " + kind.word();
  }

  Map<ComponentId, Section> of(ComponentKind kind) {
    return sections.getOrDefault(kind, Map.of());
  }

  /** Whether all that is defined is known, so that what is not there is really missing. */
  boolean isKnown(ComponentKind kind) {
    return complete && !broken.contains(kind);
  }

  boolean isComplete() {
    return complete;
  }

  /** The definition of an id among several kinds. */
  @Nullable Section find(ComponentId id, Collection<ComponentKind> kinds) {
    for (ComponentKind kind : kinds) {
      Section section = of(kind).get(id);
      if (section != null) return section;
    }
    return null;
  }

  Set<String> names(Collection<ComponentKind> kinds) {
    return kinds.stream()
        .flatMap(kind -> of(kind).keySet().stream())
        .map(ComponentId::toString)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  Problems problems() {
    return root.problems();
  }
}
