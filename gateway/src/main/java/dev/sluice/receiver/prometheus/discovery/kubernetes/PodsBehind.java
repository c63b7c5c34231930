package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Pods.Container;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Targets behind a service. Those that are pods get the labels of their pod and its container; and
 * a pod's other ports, which the service does not name, are targets, too.
 */
final class PodsBehind {
  private final Attached attached;
  private final Pods pods;
  private final Lookup others;
  private final List<LabelSet> targets = new ArrayList<>();
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  private record Seen(Tree pod, Set<String> ports) {}

  PodsBehind(Attached attached, Lookup others) {
    this.attached = attached;
    this.pods = new Pods(attached);
    this.others = others;
  }

  void addNode(LabelSet target, String node) {
    attached.addNode(target, node, others);
  }

  /**
   * @param to the reference to what is behind the address
   * @param port of the service
   */
  void add(LabelSet target, Tree to, Tree port) {
    targets.add(target);
    if (!to.text("kind").equals("Pod")) return;
    Tree pod = others.find(Resource.PODS, Tree.key(to.text("namespace"), to.text("name")));
    if (pod.isNothing()) return;
    String number = port.text("port");
    seen.computeIfAbsent(pod.key(), key -> new Seen(pod, new HashSet<>())).ports.add(number);
    pods.addPod(target, pod, others);
    for (Container container : Pods.containers(pod)) {
      for (Tree containerPort : container.ports()) {
        if (number.isEmpty() || !containerPort.text("containerPort").equals(number)) continue;
        Pods.addContainer(target, container);
        Pods.addPort(target, containerPort);
        break;
      }
    }
  }

  /** All of them, the other ports of pods last. */
  List<LabelSet> targets() {
    for (Seen one : seen.values()) {
      String ip = one.pod.text("status", "podIP");
      if (!ip.isEmpty()) addOtherPorts(one, ip);
    }
    return targets;
  }

  private void addOtherPorts(Seen one, String ip) {
    for (Container container : Pods.containers(one.pod)) {
      for (Tree port : container.ports()) {
        String number = port.text("containerPort");
        if (one.ports.contains(number)) continue;
        var target = new LabelSet();
        target.set(TargetGroup.ADDRESS, Meta.address(ip, number));
        Pods.addContainer(target, container);
        Pods.addPort(target, port);
        pods.addPod(target, one.pod, others);
        targets.add(target);
      }
    }
  }
}
