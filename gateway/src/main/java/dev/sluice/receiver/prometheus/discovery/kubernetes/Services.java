package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;

/** The role {@code service}: a target for each port, under the name of the service. */
record Services(Attached attached) implements Scene.GroupMaker {
  @Override
  public TargetGroup make(String source, Tree service, Lookup others) {
    var labels = new LabelSet();
    addService(labels, service);
    attached.addNamespace(labels, service.namespace(), others);
    String host = service.name() + "." + service.namespace() + ".svc";
    String type = service.text("spec", "type");
    var targets = new ArrayList<LabelSet>();
    for (Tree port : service.list("spec", "ports")) {
      var target = new LabelSet();
      target.set(TargetGroup.ADDRESS, Meta.address(host, port.text("port")));
      Meta.set(target, "service_port_name", port.text("name"));
      Meta.set(target, "service_port_number", port.text("port"));
      Meta.set(target, "service_port_protocol", port.text("protocol"));
      Meta.set(target, "service_type", type);
      if (type.equals("ExternalName")) {
        Meta.set(target, "service_external_name", service.text("spec", "externalName"));
      } else {
        Meta.set(target, "service_cluster_ip", service.text("spec", "clusterIP"));
      }
      if (type.equals("LoadBalancer")) {
        Meta.set(target, "service_loadbalancer_ip", loadBalancer(service));
      }
      targets.add(target);
    }
    return new TargetGroup(source, targets, labels);
  }

  private static String loadBalancer(Tree service) {
    List<String> addresses = new ArrayList<>();
    for (Tree ingress : service.list("status", "loadBalancer", "ingress")) {
      if (!ingress.text("ip").isEmpty()) addresses.add(ingress.text("ip"));
    }
    return addresses.isEmpty()
        ? service.text("spec", "loadBalancerIP")
        : String.join(",", addresses);
  }

  static void addService(LabelSet labels, Tree service) {
    labels.set(Meta.NAMESPACE, service.namespace());
    Meta.addObject(labels, "service", service);
  }
}
