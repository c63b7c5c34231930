package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The role {@code node}: the kubelet of each node. */
record Nodes() implements Scene.GroupMaker {
  /** Which of a node's addresses is taken, the best first. */
  private static final List<String> PREFERRED =
      List.of("InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname");

  @Override
  public TargetGroup make(String source, Tree node, Lookup others) {
    var labels = new LabelSet();
    Meta.set(labels, "node_provider_id", node.text("spec", "providerID"));
    for (Tree condition : node.list("status", "conditions")) {
      String type = condition.text("type").toLowerCase(Locale.ROOT);
      Meta.set(
          labels,
          "node_condition_" + Meta.sanitize(type),
          condition.text("status").toLowerCase(Locale.ROOT));
    }
    Meta.addObject(labels, "node", node);
    Map<String, String> addresses = new LinkedHashMap<>();
    for (Tree address : node.list("status", "addresses")) {
      addresses.putIfAbsent(address.text("type"), address.text("address"));
    }
    for (String type : PREFERRED) {
      String host = addresses.get(type);
      if (host == null) continue;
      var target = new LabelSet();
      String port = node.text("status", "daemonEndpoints", "kubeletEndpoint", "Port");
      target.set(TargetGroup.ADDRESS, Meta.address(host, port.isEmpty() ? "0" : port));
      target.set("instance", node.name());
      addresses.forEach((t, a) -> Meta.set(target, "node_address_" + Meta.sanitize(t), a));
      return new TargetGroup(source, List.of(target), labels);
    }
    return new TargetGroup(source, List.of(), labels);
  }
}
