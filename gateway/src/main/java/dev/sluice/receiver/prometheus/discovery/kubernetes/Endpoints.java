package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.List;

/** The role {@code endpoints}: a target for each address and port behind a service. */
record Endpoints(Attached attached) implements Scene.GroupMaker {
  @Override
  public TargetGroup make(String source, Tree endpoints, Lookup others) {
    var labels = new LabelSet();
    labels.set(Meta.NAMESPACE, endpoints.namespace());
    Tree service = others.find(Resource.SERVICES, endpoints.key());
    if (!service.isNothing()) Services.addService(labels, service);
    Meta.addObject(labels, "endpoints", endpoints);
    attached.addNamespace(labels, endpoints.namespace(), others);
    var behind = new PodsBehind(attached, others);
    for (Tree subset : endpoints.list("subsets")) {
      for (Tree port : subset.list("ports")) {
        add(behind, subset.list("addresses"), port, "true");
        add(behind, subset.list("notReadyAddresses"), port, "false");
      }
    }
    return new TargetGroup(source, behind.targets(), labels);
  }

  private void add(PodsBehind behind, List<Tree> addresses, Tree port, String ready) {
    for (Tree address : addresses) {
      var target = new LabelSet();
      target.set(TargetGroup.ADDRESS, Meta.address(address.text("ip"), port.text("port")));
      Meta.set(target, "endpoint_port_name", port.text("name"));
      Meta.set(target, "endpoint_port_protocol", port.text("protocol"));
      Meta.set(target, "endpoint_ready", ready);
      Tree to = address.get("targetRef");
      Meta.set(target, "endpoint_address_target_kind", to.text("kind"));
      Meta.set(target, "endpoint_address_target_name", to.text("name"));
      String node = address.text("nodeName");
      Meta.set(target, "endpoint_node_name", node);
      Meta.set(target, "endpoint_hostname", address.text("hostname"));
      boolean isNode = to.text("kind").equals("Node");
      behind.addNode(target, node.isEmpty() && isNode ? to.text("name") : node);
      behind.add(target, to, port);
    }
  }
}
