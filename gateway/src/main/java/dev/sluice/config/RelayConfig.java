package dev.sluice.config;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration with a meaning: components by id and pipelines that refer to them. Made from any
 * configuration, however broken; what it holds is valid, and what is not was reported.
 */
public final class RelayConfig {
  private final Section root;
  private final Map<ComponentKind, Map<ComponentId, Component>> components;
  private final Service service;

  private RelayConfig(
      Section root, Map<ComponentKind, Map<ComponentId, Component>> components, Service service) {
    this.root = root;
    this.components = components;
    this.service = service;
  }

  /**
   * Reads the names and the {@code service} section; the components' own settings are for whoever
   * knows them, who calls {@link #finish} afterwards.
   *
   * @param types what this build has of each kind, aliases included
   */
  public static RelayConfig read(
      Configuration configuration, Map<ComponentKind, ? extends Collection<String>> types) {
    MapNode map = configuration.root();
    Section root =
        Section.root(
            configuration.context(), map, map.span(), "the configuration", "", "a configuration");
    var definitions = new Definitions(root, configuration.isComplete());
    for (ComponentKind kind : ComponentKind.values()) definitions.read(kind);
    definitions.checkAmbiguous();
    Service service = new ServiceReader(root, definitions).read();
    configuration.context().extensions = Extensions.of(definitions, service.extensions());
    new TypeCheck(definitions, service, types).check();
    var components = new EnumMap<ComponentKind, Map<ComponentId, Component>>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      components.put(kind, known(definitions, kind, types.get(kind)));
    }
    return new RelayConfig(root, components, service);
  }

  private static Map<ComponentId, Component> known(
      Definitions definitions,
      ComponentKind kind,
      @org.jspecify.annotations.Nullable Collection<String> types) {
    var known = new LinkedHashMap<ComponentId, Component>();
    definitions
        .of(kind)
        .forEach(
            (id, section) -> {
              if (types != null && types.contains(id.type())) {
                known.put(id, new Component(kind, id, section));
              }
            });
    return known;
  }

  /** In the order they are written. */
  public Map<ComponentId, Component> components(ComponentKind kind) {
    return components.getOrDefault(kind, Map.of());
  }

  /** In the order they are written. */
  public List<Pipeline> pipelines() {
    return service.pipelines();
  }

  /** From now on sections know what that extension can do. */
  public void offers(ComponentId extension, Set<ExtensionRole> roles) {
    root.context().extensions = root.context().extensions.with(extension, roles);
  }

  /** The extensions to start, in this order. */
  public List<Reference> extensions() {
    return service.extensions();
  }

  /** {@code service::telemetry}, empty if it is not written. */
  public Section telemetry() {
    return service.telemetry();
  }

  /**
   * {@code sluice}, empty if it is not written: what a collector has no place for. Beside its
   * sections, and never needed.
   */
  public Section sluice() {
    return root.section("sluice", "what only this gateway knows");
  }

  /**
   * Reports all keys that nobody has read. To be called after every component read its settings.
   */
  public void finish() {
    root.finish();
    for (Map<ComponentId, Component> ofKind : components.values()) {
      for (Component component : ofKind.values()) component.section().finish();
    }
  }
}
