package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who a target is.
 *
 * @param labels that its series get: {@code job}, {@code instance} and the configured ones; none
 *     begins with two underscores
 * @param discovered what was known before relabelling, as far as it tells of the resource
 */
public record TargetIdentity(LabelSet labels, LabelSet discovered) {
  private static final Map<String, String> KUBERNETES = new LinkedHashMap<>();
  private static final Map<String, String> CONTROLLERS = new LinkedHashMap<>();

  private static final List<String> OTHERS =
      List.of(
          "__scheme__",
          "__meta_kubernetes_pod_controller_name",
          "__meta_kubernetes_pod_controller_kind");

  static {
    KUBERNETES.put("__meta_kubernetes_pod_name", "k8s.pod.name");
    KUBERNETES.put("__meta_kubernetes_pod_uid", "k8s.pod.uid");
    KUBERNETES.put("__meta_kubernetes_pod_container_name", "k8s.container.name");
    KUBERNETES.put("__meta_kubernetes_namespace", "k8s.namespace.name");
    KUBERNETES.put("__meta_kubernetes_pod_node_name", "k8s.node.name");
    KUBERNETES.put("__meta_kubernetes_node_name", "k8s.node.name");
    KUBERNETES.put("__meta_kubernetes_endpoint_node_name", "k8s.node.name");
    CONTROLLERS.put("ReplicaSet", "k8s.replicaset.name");
    CONTROLLERS.put("DaemonSet", "k8s.daemonset.name");
    CONTROLLERS.put("StatefulSet", "k8s.statefulset.name");
    CONTROLLERS.put("Job", "k8s.job.name");
    CONTROLLERS.put("CronJob", "k8s.cronjob.name");
  }

  /**
   * With as much of what was known before relabelling as tells of the resource.
   *
   * @param discovered all that was known before relabelling; what tells nothing of the resource may
   *     change without making another target
   */
  public static TargetIdentity of(LabelSet labels, LabelSet discovered) {
    var telling = new LabelSet();
    for (String name : KUBERNETES.keySet()) telling.set(name, discovered.get(name));
    for (String name : OTHERS) telling.set(name, discovered.get(name));
    return new TargetIdentity(labels, telling);
  }

  String job() {
    return labels.get("job");
  }

  String instance() {
    return labels.get("instance");
  }

  /** The attributes of the resource of that job and instance, as the collector makes them. */
  Map<String, String> resourceAttributes(String job, String instance) {
    var attributes = new LinkedHashMap<String, String>();
    HostAndPort address = HostAndPort.split(instance);
    String scheme = discovered.get("__scheme__");
    attributes.put("service.name", job);
    if (address.isDiscernible()) {
      attributes.put("net.host.name", address.host());
      attributes.put("server.address", address.host());
    }
    attributes.put("service.instance.id", instance);
    attributes.put("net.host.port", address.port());
    attributes.put("http.scheme", scheme);
    attributes.put("server.port", address.port());
    attributes.put("url.scheme", scheme);
    addKubernetes(attributes);
    return attributes;
  }

  private void addKubernetes(Map<String, String> attributes) {
    KUBERNETES.forEach(
        (label, attribute) -> {
          String value = discovered.get(label);
          if (!value.isEmpty()) attributes.putIfAbsent(attribute, value);
        });
    String controller = discovered.get("__meta_kubernetes_pod_controller_name");
    String attribute = CONTROLLERS.get(discovered.get("__meta_kubernetes_pod_controller_kind"));
    if (attribute != null && !controller.isEmpty()) attributes.put(attribute, controller);
  }
}
