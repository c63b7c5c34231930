package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Checks the components' types against what this build has. One that the collector has and this
 * build has not is an error where something uses it, and a warning where it is only defined.
 */
final class TypeCheck {
  private static final int NAMES_SHOWN = 8;

  private final Definitions definitions;
  private final Service service;
  private final Map<ComponentKind, ? extends Collection<String>> types;
  private final AbsentComponents absent = AbsentComponents.load();
  private final Problems problems;

  TypeCheck(
      Definitions definitions,
      Service service,
      Map<ComponentKind, ? extends Collection<String>> types) {
    this.definitions = definitions;
    this.service = service;
    this.types = types;
    this.problems = definitions.problems();
  }

  void check() {
    for (ComponentKind kind : ComponentKind.values()) {
      definitions
          .of(kind)
          .forEach(
              (id, section) -> {
                if (!has(kind, id.type())) notHere(kind, id, section);
              });
    }
  }

  private boolean has(ComponentKind kind, String type) {
    return names(kind).contains(type);
  }

  private Collection<String> names(ComponentKind kind) {
    Collection<String> names = types.get(kind);
    return names == null ? List.of() : names;
  }

  private void notHere(ComponentKind kind, ComponentId id, Section section) {
    AbsentComponents.Entry entry = absent.find(kind, id.type());
    if (entry == null) {
      unknown(kind, id, section);
    } else {
      report(kind, id, section, entry);
    }
  }

  private void report(
      ComponentKind kind, ComponentId id, Section section, AbsentComponents.Entry entry) {
    List<Use> uses = uses(kind, id);
    String alternative = alternative(kind, entry);
    Problem.Builder problem;
    if (uses.isEmpty()) {
      problem =
          problems
              .warning(
                  Code.ABSENT_UNUSED,
                  kind.word()
                      + " `"
                      + id
                      + "` is defined, but this build has no `"
                      + id.type()
                      + "`")
              .at(section.span())
              .label("not used, so nothing is lost");
    } else {
      Use first = uses.get(0);
      problem =
          problems
              .error(
                  Code.ABSENT,
                  first.user + " uses " + kind.word() + " `" + id + "`, which this build has not")
              .at(first.span)
              .label("not in this build")
              .also(section.span(), "defined here");
      for (Use further : uses.subList(1, uses.size())) problem.also(further.span, "used here, too");
    }
    problem
        .detail("path", section.path())
        .detail("instead", alternative)
        .detail(
            "fix",
            uses.isEmpty() ? "" : "remove it from the list, or run it in a collector in front")
        .add();
  }

  private String alternative(ComponentKind kind, AbsentComponents.Entry entry) {
    if (entry.alternative().isEmpty()) return entry.hint();
    if (!has(kind, entry.alternative())) return "";
    String hint = entry.hint().isEmpty() ? "" : ": " + entry.hint();
    return "`" + entry.alternative() + "`" + hint;
  }

  private void unknown(ComponentKind kind, ComponentId id, Section section) {
    String type = id.type();
    String renamed = Renamed.type(kind, type);
    String meant =
        renamed != null && has(kind, renamed) ? renamed : Suggest.nearest(type, names(kind));
    List<String> nearest = Suggest.nearestFew(type, names(kind), NAMES_SHOWN);
    int count = names(kind).size();
    boolean isRenamed = meant != null && meant.equals(renamed);
    Problem.Builder problem =
        problems
            .error(Code.UNKNOWN_TYPE, "there is no " + kind.word() + " of the type `" + type + "`")
            .at(section.span())
            .label(isRenamed ? "is called `" + meant + "` now" : "unknown type")
            .detail("path", section.path())
            .detail(
                "did you mean", meant == null ? "" : "`" + new ComponentId(meant, id.name()) + "`");
    if (count == 0) {
      problem.detail("allowed", "this build has no " + kind.key());
    } else {
      problem.detail(
          "allowed",
          String.join(", ", nearest) + (count > NAMES_SHOWN ? ", … (" + count + ")" : ""));
    }
    for (ComponentKind other : ComponentKind.values()) {
      if (other != kind && has(other, type)) {
        problem.detail(
            "note",
            "`"
                + type
                + "` is a type of "
                + other.word()
                + " and belongs under `"
                + other.key()
                + ":`");
        break;
      }
    }
    problem.add();
  }

  private record Use(String user, Span span) {}

  private List<Use> uses(ComponentKind kind, ComponentId id) {
    var uses = new ArrayList<Use>();
    if (kind == ComponentKind.EXTENSION) find(service.extensions(), id, "`service`", uses);
    for (Pipeline pipeline : service.pipelines()) {
      String user = "pipeline `" + pipeline.id() + "`";
      if (kind == ComponentKind.RECEIVER || kind == ComponentKind.CONNECTOR) {
        find(pipeline.receivers(), id, user, uses);
      }
      if (kind == ComponentKind.PROCESSOR) find(pipeline.processors(), id, user, uses);
      if (kind == ComponentKind.EXPORTER || kind == ComponentKind.CONNECTOR) {
        find(pipeline.exporters(), id, user, uses);
      }
    }
    return uses;
  }

  private static void find(
      List<Reference> references, ComponentId id, String user, List<Use> into) {
    for (Reference reference : references) {
      if (reference.id().equals(id)) into.add(new Use(user, reference.span()));
    }
  }
}
