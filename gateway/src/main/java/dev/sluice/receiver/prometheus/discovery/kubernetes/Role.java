package dev.sluice.receiver.prometheus.discovery.kubernetes;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What becomes a target. */
enum Role {
  POD(Resource.PODS),
  SERVICE(Resource.SERVICES),
  ENDPOINTS(Resource.ENDPOINTS),
  ENDPOINTSLICE(Resource.ENDPOINTSLICES),
  NODE(Resource.NODES),
  INGRESS(Resource.INGRESSES);

  static final Map<String, Role> BY_WORD = byWord();

  final Resource resource;

  Role(Resource own) {
    this.resource = own;
  }

  private static Map<String, Role> byWord() {
    var byWord = new LinkedHashMap<String, Role>();
    for (Role role : values()) byWord.put(role.word(), role);
    return byWord;
  }

  /** What may be narrowed by selectors. */
  Set<Resource> selectable() {
    return switch (this) {
      case POD -> Set.of(resource, Resource.NODES);
      case ENDPOINTS, ENDPOINTSLICE -> Set.of(resource, Resource.SERVICES, Resource.PODS);
      case SERVICE, NODE, INGRESS -> Set.of(resource);
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
