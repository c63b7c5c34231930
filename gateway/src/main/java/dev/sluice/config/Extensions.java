package dev.sluice.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a configuration, for components that name one of them.
 *
 * @param areKnown whether all that are defined are among {@code defined}
 * @param roles of those whose settings were read
 */
record Extensions(
    Set<ComponentId> defined,
    Set<ComponentId> started,
    boolean areKnown,
    Map<ComponentId, Set<ExtensionRole>> roles) {
  /** Where nothing is known, nothing is wrong. */
  static final Extensions UNKNOWN = new Extensions(Set.of(), Set.of(), false, Map.of());

  static Extensions of(Definitions definitions, List<Reference> started) {
    var ids = new LinkedHashSet<ComponentId>();
    for (Reference reference : started) ids.add(reference.id());
    return new Extensions(
        new LinkedHashSet<>(definitions.of(ComponentKind.EXTENSION).keySet()),
        ids,
        definitions.isKnown(ComponentKind.EXTENSION),
        Map.of());
  }

  Extensions with(ComponentId id, Set<ExtensionRole> itsRoles) {
    var all = new HashMap<>(roles);
    all.put(id, itsRoles);
    return new Extensions(defined, started, areKnown, all);
  }

  /** Whether that extension is known to have the role. */
  boolean has(String written, ExtensionRole role) {
    ComponentId id = find(roles.keySet(), written);
    return id != null && roles.getOrDefault(id, Set.of()).contains(role);
  }

  /** Reports a setting that names none that will be there, or one that cannot do it. */
  void check(Section section, String key, ExtensionRole role, String written) {
    if (!areKnown) return;
    ComponentId id = find(defined, written);
    if (id == null) {
      undefined(section, key, written);
    } else if (!started.contains(id)) {
      section.refuse(
          key,
          "names extension `" + id + "`, which is not started",
          "expected: an extension that `service::extensions` lists",
          "fix: extensions: " + with(id));
    } else if (roles.containsKey(id) && !has(written, role)) {
      section.refuse(
          key,
          "names extension `" + id + "`, which " + role.lack,
          "expected: an extension that can: " + role.suitable);
    }
  }

  private static @Nullable ComponentId find(Collection<ComponentId> ids, String written) {
    for (ComponentId id : ids) {
      if (id.toString().equals(written.replaceAll("\\s*/\\s*", "/").strip())) return id;
    }
    return null;
  }

  private void undefined(Section section, String key, String written) {
    List<String> names = defined.stream().map(ComponentId::toString).toList();
    String meant = Suggest.nearest(written, names);
    section.refuse(
        key,
        "names an extension that is not defined",
        "defined: " + (names.isEmpty() ? "nothing under `extensions:`" : String.join(", ", names)),
        meant == null
            ? "fix: define it under `extensions:`, and list it in `service::extensions`"
            : "fix: " + key + ": " + meant);
  }

  private String with(ComponentId id) {
    var all = new LinkedHashSet<>(started);
    all.add(id);
    return all.toString();
  }
}
