package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.Scene.Lookup;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;

/** The role {@code ingress}: a target for each path, for probes from outside. */
record Ingresses(Attached attached) implements Scene.GroupMaker {
  @Override
  public TargetGroup make(String source, Tree ingress, Lookup others) {
    var labels = new LabelSet();
    labels.set(Meta.NAMESPACE, ingress.namespace());
    Meta.set(labels, "ingress_class_name", ingress.text("spec", "ingressClassName"));
    Meta.addObject(labels, "ingress", ingress);
    attached.addNamespace(labels, ingress.namespace(), others);
    var targets = new ArrayList<LabelSet>();
    for (Tree rule : ingress.list("spec", "rules")) {
      String host = rule.text("host");
      for (String path : paths(rule)) {
        var target = new LabelSet();
        target.set(TargetGroup.ADDRESS, host);
        Meta.set(target, "ingress_scheme", isSecure(ingress, host) ? "https" : "http");
        Meta.set(target, "ingress_host", host);
        Meta.set(target, "ingress_path", path);
        targets.add(target);
      }
    }
    return new TargetGroup(source, targets, labels);
  }

  private static List<String> paths(Tree rule) {
    if (rule.get("http").isNothing()) return List.of("/");
    var paths = new ArrayList<String>();
    for (Tree path : rule.list("http", "paths")) {
      String text = path.text("path");
      paths.add(text.isEmpty() ? "/" : text);
    }
    return paths;
  }

  private static boolean isSecure(Tree ingress, String host) {
    for (Tree tls : ingress.list("spec", "tls")) {
      if (tls.get("hosts").hasText(pattern -> matches(pattern, host))) return true;
    }
    return false;
  }

  /** An asterisk stands for the first label, and for it alone. */
  static boolean matches(String pattern, String host) {
    if (pattern.equals(host)) return true;
    if (!pattern.startsWith("*.")) return false;
    int dot = host.indexOf('.');
    return dot >= 0 && host.substring(dot).equals(pattern.substring(1));
  }
}
