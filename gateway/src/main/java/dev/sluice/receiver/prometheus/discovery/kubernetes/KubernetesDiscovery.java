package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.config.Section;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsException;
import dev.sluice.receiver.prometheus.client.ScrapeClient;
import dev.sluice.receiver.prometheus.client.ScrapeHttp;
import dev.sluice.receiver.prometheus.discovery.Discovery;
import dev.sluice.receiver.prometheus.discovery.DiscoveryConfig;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import dev.sluice.receiver.prometheus.discovery.Groups;
import dev.sluice.receiver.prometheus.discovery.Lent;
import dev.sluice.receiver.prometheus.discovery.Standing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

/**
 * The key {@code kubernetes_sd_configs}: what runs in a cluster.
 *
 * @param access how the API server is reached
 * @param namespaces to look into; none written is all
 */
public record KubernetesDiscovery(
    Role role,
    Access access,
    List<String> namespaces,
    boolean ownNamespace,
    Map<Resource, Selector> selectors,
    Attached attached)
    implements DiscoveryConfig {

  public static KubernetesDiscovery read(Section s) {
    return read(s, Surroundings.OF_THE_PROCESS);
  }

  static KubernetesDiscovery read(Section s, Surroundings surroundings) {
    Role role = s.choice("role", Role.POD, Role.BY_WORD, "what becomes a target");
    if (!s.has("role")) {
      s.refuse("role", "must be written", "allowed: " + String.join(", ", Role.BY_WORD.keySet()));
    }
    Access access = Access.read(s, surroundings);
    Section in = s.section("namespaces", "where to look; everywhere if nothing is written");
    List<String> names = in.texts("names", List.of(), "of namespaces");
    boolean own = in.flag("own_namespace", false, "look into the gateway's own namespace");
    if (own && !access.isInCluster()) {
      in.refuse("own_namespace", "is for a gateway in the cluster, without api_server");
    }
    return new KubernetesDiscovery(role, access, names, own, selectors(s, role), Attached.read(s));
  }

  private static Map<Resource, Selector> selectors(Section s, Role role) {
    var selectors = new EnumMap<Resource, Selector>(Resource.class);
    Map<String, Resource> allowed = new LinkedHashMap<>();
    for (Map.Entry<String, Role> entry : Role.BY_WORD.entrySet()) {
      if (role.selectable().contains(entry.getValue().resource)) {
        allowed.put(entry.getKey(), entry.getValue().resource);
      }
    }
    for (Section one : s.sections("selectors", "which objects are listed at all")) {
      Resource resource =
          one.choice("role", role.resource, allowed, "whose objects: of this role and its pods");
      var selector =
          new Selector(
              one.text("label", "", "a label selector"), one.text("field", "", "a field selector"));
      if (selectors.put(resource, selector) != null) one.refuse("role", "stands twice");
    }
    return selectors;
  }

  @Override
  public String mechanism() {
    return "kubernetes";
  }

  @Override
  public String title() {
    return "kubernetes_sd " + role.word();
  }

  @Override
  public boolean isForeign() {
    return true;
  }

  @Override
  public Discovery open(Groups groups, Lent lent) throws TlsException {
    try {
      Access.Server server = access.server();
      Target url = Target.parse(server.url());
      if (url == null) throw new DiscoveryException("no URL of an API server: " + server.url());
      ScrapeHttp http = server.http();
      var client = new ScrapeClient(http, a -> true, lent.version(), lent.clock()::nanoTime);
      return new Running(new Api(server.url(), client), groups, lent);
    } catch (DiscoveryException e) {
      return new Impossible(String.valueOf(e.getMessage()), lent);
    }
  }

  /** Nothing can be discovered, which is said; the other jobs go on. */
  private record Impossible(String why, Lent lent) implements Discovery {
    @Override
    public void start() {
      new Standing(lent).gaveUp(why);
    }

    @Override
    public void close() {}
  }

  private final class Running implements Discovery {
    private final Api api;
    private final Groups groups;
    private final Lent lent;
    private final CountDownLatch closed = new CountDownLatch(1);

    Running(Api api, Groups groups, Lent lent) {
      this.api = api;
      this.groups = groups;
      this.lent = lent;
    }

    @Override
    public void start() {
      Set<String> where;
      try {
        where = where();
      } catch (DiscoveryException e) {
        new Standing(lent).gaveUp(String.valueOf(e.getMessage()));
        return;
      }
      List<Watched> all = watched(where);
      var scene = new Scene(role.resource, maker(), all.size(), groups, lent.maxBytes());
      try {
        for (Watched one : all) {
          Selector selector = selectors.getOrDefault(one.resource, Selector.ALL);
          lent.threads()
              .execute(
                  new Reflector(one.resource, one.namespace, selector, api, scene, lent, closed));
        }
      } catch (RejectedExecutionException ignored) {
        // The receiver has stopped.
      }
    }

    private Set<String> where() throws DiscoveryException {
      var where = new TreeSet<>(namespaces);
      if (ownNamespace) where.add(access.ownNamespace());
      if (where.isEmpty()) where.add("");
      return where;
    }

    @Override
    public void close() {
      closed.countDown();
      api.close();
    }
  }

  /** One reflector's share. */
  private record Watched(Resource resource, String namespace) {}

  private List<Watched> watched(Set<String> where) {
    var resources = EnumSet.of(role.resource);
    if (role == Role.ENDPOINTS || role == Role.ENDPOINTSLICE) {
      resources.add(Resource.SERVICES);
      resources.add(Resource.PODS);
    }
    resources.addAll(attached.resources(role));
    var all = new ArrayList<Watched>();
    for (Resource resource : resources) {
      if (resource.isNamespaced()) {
        for (String namespace : where) all.add(new Watched(resource, namespace));
      } else {
        all.add(new Watched(resource, ""));
      }
    }
    return all;
  }

  private Scene.GroupMaker maker() {
    return switch (role) {
      case POD -> new Pods(attached);
      case SERVICE -> new Services(attached);
      case ENDPOINTS -> new Endpoints(attached);
      case ENDPOINTSLICE -> new EndpointSlices(attached);
      case NODE -> new Nodes();
      case INGRESS -> new Ingresses(attached);
    };
  }
}
