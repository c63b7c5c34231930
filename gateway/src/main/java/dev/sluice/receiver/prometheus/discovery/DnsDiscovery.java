package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.config.Section;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The key {@code dns_sd_configs}: what a name service says of names.
 *
 * @param port of the targets, where the records have none
 * @param server {@code dns:} for the system's, {@code dns://host:port} for another
 */
public record DnsDiscovery(List<String> names, Type type, int port, Duration refresh, String server)
    implements DiscoveryConfig {
  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final String SYSTEM = "dns:";
  private static final String META = "__meta_dns_";

  /** Of records that name targets. */
  enum Type {
    SRV,
    A,
    AAAA,
    MX,
    NS
  }

  public static DnsDiscovery read(Section s) {
    List<String> names = s.texts("names", List.of(), "to look up");
    Map<String, Type> types = new LinkedHashMap<>();
    for (Type type : Type.values()) types.put(type.name(), type);
    String written = s.text("type", Type.SRV.name(), "of the records: " + types.keySet());
    Type type = types.get(written.toUpperCase(Locale.ROOT));
    int port = s.integer("port", 0, 0, 65_535, "of the targets; not for SRV");
    if (names.isEmpty()) s.refuse("names", "must have a name");
    if (type == null) {
      s.refuse("type", "is not known", "allowed: " + String.join(", ", types.keySet()));
    } else if (type != Type.SRV && port == 0) {
      s.refuse("port", "must be written for records of type " + type);
    }
    Duration refresh = FileDiscovery.refresh(s, REFRESH, "after which names are looked up again");
    return new DnsDiscovery(names, type == null ? Type.SRV : type, port, refresh, SYSTEM);
  }

  @Override
  public String mechanism() {
    return "dns";
  }

  @Override
  public String title() {
    return "dns_sd " + String.join(", ", names);
  }

  @Override
  public boolean isForeign() {
    return true;
  }

  @Override
  public Discovery open(Groups groups, Lent lent) {
    return new Refresher(refresh, () -> ask(groups), lent);
  }

  private void ask(Groups groups) throws DiscoveryException {
    DiscoveryException first = null;
    for (String name : names) {
      try {
        groups.put(group(name));
      } catch (DiscoveryException e) {
        if (first == null) first = e;
      }
    }
    if (first != null) throw first;
  }

  private TargetGroup group(String name) throws DiscoveryException {
    var targets = new ArrayList<LabelSet>();
    for (DnsRecords.Answer answer : new DnsRecords(server).look(name, type.name())) {
      var labels = new LabelSet();
      labels.set(META + "name", name);
      int at = type == Type.SRV ? answer.port() : port;
      String host = answer.host().contains(":") ? "[" + answer.host() + "]" : answer.host();
      labels.set(TargetGroup.ADDRESS, host + ":" + at);
      switch (type) {
        case SRV -> {
          labels.set(META + "srv_record_target", answer.raw());
          labels.set(META + "srv_record_port", String.valueOf(at));
        }
        case MX -> labels.set(META + "mx_record_target", answer.raw());
        case NS -> labels.set(META + "ns_record_target", answer.raw());
        case A, AAAA -> {
          // The address says it all.
        }
      }
      targets.add(labels);
    }
    return new TargetGroup(name, targets, new LabelSet());
  }
}
