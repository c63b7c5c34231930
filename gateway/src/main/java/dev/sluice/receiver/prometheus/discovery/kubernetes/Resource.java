package dev.sluice.receiver.prometheus.discovery.kubernetes;

import java.util.Locale;

/** What is listed and watched. */
enum Resource {
  PODS("", "/api/v1"),
  SERVICES("", "/api/v1"),
  ENDPOINTS("", "/api/v1"),
  NODES("", "/api/v1"),
  NAMESPACES("", "/api/v1"),
  ENDPOINTSLICES("discovery.k8s.io", "/apis/discovery.k8s.io/v1"),
  INGRESSES("networking.k8s.io", "/apis/networking.k8s.io/v1"),
  REPLICASETS("apps", "/apis/apps/v1"),
  JOBS("batch", "/apis/batch/v1");

  /** As a ClusterRole names it; empty for the core. */
  final String group;

  private final String base;

  Resource(String group, String base) {
    this.group = group;
    this.base = base;
  }

  String plural() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isNamespaced() {
    return this != NODES && this != NAMESPACES;
  }

  /**
   * @param namespace empty for all
   */
  String path(String namespace) {
    return namespace.isEmpty() || !isNamespaced()
        ? base + "/" + plural()
        : base + "/namespaces/" + namespace + "/" + plural();
  }
}
