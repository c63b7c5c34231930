package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.EnumSet;
import java.util.Set;

/** The key {@code attach_metadata}: what else is looked up for a target's labels. */
record Attached(boolean node, boolean namespace, boolean deployment, boolean job, boolean cronjob) {
  static final Attached NOTHING = new Attached(false, false, false, false, false);

  static Attached read(Section parent) {
    Section s = parent.section("attach_metadata", "labels of what a target belongs to");
    return new Attached(
        s.flag("node", false, "of the node: pod, endpoints, endpointslice"),
        s.flag("namespace", false, "of the namespace"),
        s.flag("deployment", false, "the name of the deployment"),
        s.flag("job", false, "the name of the job"),
        s.flag("cronjob", false, "the name of the cron job"));
  }

  /** What must be watched for it. */
  Set<Resource> resources(Role role) {
    var resources = EnumSet.noneOf(Resource.class);
    boolean hasPods = role == Role.POD || role == Role.ENDPOINTS || role == Role.ENDPOINTSLICE;
    if (node && hasPods) resources.add(Resource.NODES);
    if (namespace && role != Role.NODE) resources.add(Resource.NAMESPACES);
    if (deployment && hasPods) resources.add(Resource.REPLICASETS);
    if (cronjob && hasPods) resources.add(Resource.JOBS);
    return resources;
  }

  void addNode(LabelSet labels, String name, Lookup others) {
    if (!node || name.isEmpty()) return;
    Tree found = others.find(Resource.NODES, name);
    if (!found.isNothing()) Meta.addObject(labels, "node", found);
  }

  void addNamespace(LabelSet labels, String name, Lookup others) {
    if (!namespace) return;
    Tree found = others.find(Resource.NAMESPACES, name);
    Meta.addLabelsAndAnnotations(labels, "namespace", found);
  }
}
