package dev.sluice.receiver.prometheus;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.discovery.DiscoveryConfig;
import dev.sluice.receiver.prometheus.discovery.DnsDiscovery;
import dev.sluice.receiver.prometheus.discovery.FileDiscovery;
import dev.sluice.receiver.prometheus.discovery.HttpDiscovery;
import dev.sluice.receiver.prometheus.discovery.StaticDiscovery;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.discovery.kubernetes.KubernetesDiscovery;
import dev.sluice.receiver.prometheus.keys.LabelKeys;
import java.util.ArrayList;
import java.util.List;

/** Where a job's targets come from. */
final class DiscoveryKeys {
  /** What Prometheus has besides; refused by name, so that nobody waits for targets in vain. */
  private static final List<String> ABSENT =
      List.of(
          "azure",
          "consul",
          "digitalocean",
          "docker",
          "dockerswarm",
          "ec2",
          "eureka",
          "gce",
          "hetzner",
          "ionos",
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

  static List<DiscoveryConfig> read(Section job) {
    for (String kind : ABSENT) {
      String key = kind + "_sd_configs";
      job.plain(key, "not in this build");
      if (job.has(key)) {
        job.refuse(
            key,
            "is not in this build",
            "fix: write its targets to a file for file_sd_configs, or serve them for"
                + " http_sd_configs");
      }
    }
    var found = new ArrayList<DiscoveryConfig>();
    var groups = new ArrayList<TargetGroup>();
    // With rules an address may be anything: they may move it, say into a parameter.
    boolean mustBeAddresses = !job.has("relabel_configs");
    for (Section group : job.sections("static_configs", "targets that are always the same")) {
      groups.add(
          TargetGroup.of(
              String.valueOf(groups.size()),
              addresses(group, mustBeAddresses),
              LabelKeys.read(group, "labels", "labels of these targets")));
    }
    if (!groups.isEmpty()) found.add(new StaticDiscovery(List.copyOf(groups)));
    for (Section s : job.sections("file_sd_configs", "targets in files")) {
      found.add(FileDiscovery.read(s));
    }
    for (Section s : job.sections("http_sd_configs", "targets that a server lists")) {
      found.add(HttpDiscovery.read(s));
    }
    for (Section s : job.sections("dns_sd_configs", "targets that a name service knows")) {
      found.add(DnsDiscovery.read(s));
    }
    for (Section s : job.sections("kubernetes_sd_configs", "targets that run in a cluster")) {
      found.add(KubernetesDiscovery.read(s));
    }
    return List.copyOf(found);
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
}
