package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;

/** Where a job's targets come from: written down, for now. */
final class DiscoveryKeys {
  /** What Prometheus has besides; refused by name, so that nobody waits for targets in vain. */
  private static final List<String> ABSENT =
      List.of(
          "azure",
          "consul",
          "digitalocean",
          "dns",
          "docker",
          "dockerswarm",
          "ec2",
          "eureka",
          "file",
          "gce",
          "hetzner",
          "http",
          "ionos",
          "kubernetes",
          "kuma",
          "lightsail",
          "linode",
          "marathon",
          "nerve",
          "nomad",
          "openstack",
          "ovhcloud",
          "puppetdb",
          "scaleway",
          "serverset",
          "stackit",
          "triton",
          "uyuni",
          "vultr");

  private DiscoveryKeys() {}

  static List<TargetGroup> read(Section job) {
    for (String kind : ABSENT) {
      String key = kind + "_sd_configs";
      job.plain(key, "not in this build yet");
      if (job.has(key)) {
        job.refuse(key, "is not in this build yet", "fix: name the targets in static_configs");
      }
    }
    var groups = new ArrayList<TargetGroup>();
    // With rules an address may be anything: they may move it, say into a parameter.
    boolean mustBeAddresses = !job.has("relabel_configs");
    for (Section group : job.sections("static_configs", "targets that are always the same")) {
      groups.add(
          new TargetGroup(
              addresses(group, mustBeAddresses),
              LabelKeys.read(group, "labels", "labels of these targets")));
    }
    return List.copyOf(groups);
  }

  private static List<String> addresses(Section group, boolean mustBeAddresses) {
    List<String> addresses = group.texts("targets", List.of(), "host:port of each");
    for (String address : addresses) {
      if (mustBeAddresses && address.contains("/")) {
        group.refuse(
            "targets",
            "must be host:port, without scheme and path: '" + address + "'",
            "fix: scheme and metrics_path are keys of the job");
      } else if (address.isBlank()) {
        group.refuse("targets", "has an empty address");
      }
    }
    return addresses;
  }

  /** Targets that share their labels. */
  record TargetGroup(List<String> addresses, LabelSet labels) {}
}
