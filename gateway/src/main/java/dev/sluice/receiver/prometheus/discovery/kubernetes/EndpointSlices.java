package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.List;

/** The role {@code endpointslice}: a target for each address and port of a slice. */
record EndpointSlices(Attached attached) implements Scene.GroupMaker {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  @Override
  public TargetGroup make(String source, Tree slice, Lookup others) {
    var labels = new LabelSet();
    labels.set(Meta.NAMESPACE, slice.namespace());
    Meta.set(labels, "endpointslice_address_type", slice.text("addressType"));
    Meta.addObject(labels, "endpointslice", slice);
    String name = slice.text("metadata", "labels", SERVICE_NAME);
    Tree service =
        name.isEmpty()
            ? Tree.NOTHING
            : others.find(Resource.SERVICES, Tree.key(slice.namespace(), name));
    if (!service.isNothing()) Services.addService(labels, service);
    attached.addNamespace(labels, slice.namespace(), others);
    if (isOfSecondFamily(slice, service)) return new TargetGroup(source, List.of(), labels);
    var behind = new PodsBehind(attached, others);
    for (Tree endpoint : slice.list("endpoints")) {
      for (Tree port : slice.list("ports")) {
        for (String address : endpoint.get("addresses").texts()) {
          add(behind, address, endpoint, port);
        }
      }
    }
    return new TargetGroup(source, behind.targets(), labels);
  }

  /** A service with two families of addresses has every pod twice. */
  private static boolean isOfSecondFamily(Tree slice, Tree service) {
    String policy = service.text("spec", "ipFamilyPolicy");
    if (!policy.equals("PreferDualStack") && !policy.equals("RequireDualStack")) return false;
    List<String> families = service.get("spec").get("ipFamilies").texts();
    return !families.isEmpty() && !families.get(0).equals(slice.text("addressType"));
  }

  private static void add(PodsBehind behind, String address, Tree endpoint, Tree port) {
    var target = new LabelSet();
    String number = port.text("port");
    target.set(TargetGroup.ADDRESS, number.isEmpty() ? address : Meta.address(address, number));
    Meta.set(target, "endpointslice_port", number);
    Meta.set(target, "endpointslice_port_name", port.text("name"));
    Meta.set(target, "endpointslice_port_protocol", port.text("protocol"));
    Meta.set(target, "endpointslice_port_app_protocol", port.text("appProtocol"));
    for (String condition : List.of("ready", "serving", "terminating")) {
      Meta.set(
          target,
          "endpointslice_endpoint_conditions_" + condition,
          endpoint.text("conditions", condition));
    }
    Tree to = endpoint.get("targetRef");
    Meta.set(target, "endpointslice_endpoint_hostname", endpoint.text("hostname"));
    Meta.set(target, "endpointslice_address_target_kind", to.text("kind"));
    Meta.set(target, "endpointslice_address_target_name", to.text("name"));
    Meta.set(target, "endpointslice_endpoint_node_name", endpoint.text("nodeName"));
    Meta.set(target, "endpointslice_endpoint_zone", endpoint.text("zone"));
    endpoint
        .get("deprecatedTopology")
        .forEachText(
            (name, value) -> {
              String clean = Meta.sanitize(name);
              Meta.set(target, "endpointslice_endpoint_topology_" + clean, value);
              Meta.set(target, "endpointslice_endpoint_topology_present_" + clean, "true");
            });
    boolean isNode = to.text("kind").equals("Node");
    behind.addNode(target, isNode ? to.text("name") : endpoint.text("nodeName"));
    behind.add(target, to, port);
  }
}
