package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The role {@code pod}: a target for each port of each container. */
record Pods(Attached attached) implements Scene.GroupMaker {
  /** A container with what is known of it. */
  record Container(Tree spec, boolean isInit) {
    String name() {
      return spec.text("name");
    }

    List<Tree> ports() {
      return spec.list("ports");
    }
  }

  static List<Container> containers(Tree pod) {
    var all = new ArrayList<Container>();
    for (Tree spec : pod.list("spec", "containers")) all.add(new Container(spec, false));
    for (Tree spec : pod.list("spec", "initContainers")) all.add(new Container(spec, true));
    return all;
  }

  @Override
  public TargetGroup make(String source, Tree pod, Lookup others) {
    var labels = new LabelSet();
    String ip = pod.text("status", "podIP");
    if (ip.isEmpty()) return new TargetGroup(source, List.of(), labels);
    String node = pod.text("spec", "nodeName");
    // A selector of nodes chooses pods by leaving the other nodes out.
    if (attached.node() && others.find(Resource.NODES, node).isNothing()) {
      return new TargetGroup(source, List.of(), labels);
    }
    addPod(labels, pod, others);
    labels.set(Meta.NAMESPACE, pod.namespace());
    attached.addNode(labels, node, others);
    attached.addNamespace(labels, pod.namespace(), others);
    var targets = new ArrayList<LabelSet>();
    for (Container container : containers(pod)) {
      String id = containerId(pod, container);
      if (container.ports().isEmpty()) targets.add(target(ip, container, id));
      for (Tree port : container.ports()) {
        LabelSet target = target(Meta.address(ip, port.text("containerPort")), container, id);
        addPort(target, port);
        targets.add(target);
      }
    }
    return new TargetGroup(source, targets, labels);
  }

  private static LabelSet target(String address, Container container, String id) {
    var target = new LabelSet();
    target.set(TargetGroup.ADDRESS, address);
    addContainer(target, container);
    Meta.set(target, "pod_container_id", id);
    return target;
  }

  static void addContainer(LabelSet labels, Container container) {
    Meta.set(labels, "pod_container_name", container.name());
    Meta.set(labels, "pod_container_image", container.spec.text("image"));
    Meta.set(labels, "pod_container_init", String.valueOf(container.isInit));
  }

  static void addPort(LabelSet labels, Tree port) {
    Meta.set(labels, "pod_container_port_name", port.text("name"));
    Meta.set(labels, "pod_container_port_number", port.text("containerPort"));
    Meta.set(labels, "pod_container_port_protocol", port.text("protocol"));
  }

  private static String containerId(Tree pod, Container container) {
    String list = container.isInit ? "initContainerStatuses" : "containerStatuses";
    for (Tree status : pod.list("status", list)) {
      if (status.text("name").equals(container.name())) return status.text("containerID");
    }
    return "";
  }

  /** What holds for all targets of a pod, but for its namespace. */
  void addPod(LabelSet labels, Tree pod, Lookup others) {
    Meta.set(labels, "pod_ip", pod.text("status", "podIP"));
    Meta.set(labels, "pod_ready", ready(pod));
    Meta.set(labels, "pod_phase", pod.text("status", "phase"));
    Meta.set(labels, "pod_node_name", pod.text("spec", "nodeName"));
    Meta.set(labels, "pod_host_ip", pod.text("status", "hostIP"));
    Meta.set(labels, "pod_uid", pod.text("metadata", "uid"));
    Meta.addObject(labels, "pod", pod);
    Tree controller = pod.controller();
    String kind = controller.text("kind");
    String name = controller.text("name");
    Meta.set(labels, "pod_controller_kind", kind);
    Meta.set(labels, "pod_controller_name", name);
    String key = Tree.key(pod.namespace(), name);
    if (kind.equals("ReplicaSet") && attached.deployment()) {
      Tree owner = others.find(Resource.REPLICASETS, key).controller();
      if (owner.text("kind").equals("Deployment")) {
        Meta.set(labels, "pod_deployment_name", owner.text("name"));
      }
    }
    if (kind.equals("Job")) {
      if (attached.job()) Meta.set(labels, "pod_job_name", name);
      if (!attached.cronjob()) return;
      Tree owner = others.find(Resource.JOBS, key).controller();
      if (owner.text("kind").equals("CronJob")) {
        Meta.set(labels, "pod_cronjob_name", owner.text("name"));
      }
    }
  }

  private static String ready(Tree pod) {
    for (Tree condition : pod.list("status", "conditions")) {
      if (condition.text("type").equals("Ready")) {
        return condition.text("status").toLowerCase(Locale.ROOT);
      }
    }
    return "unknown";
  }
}
