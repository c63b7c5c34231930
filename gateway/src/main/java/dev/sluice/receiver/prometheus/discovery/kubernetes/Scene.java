package dev.sluice.receiver.prometheus.discovery.kubernetes;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import dev.sluice.receiver.prometheus.discovery.Groups;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects of a cluster that matter to one discovery, and the groups that are made of them. A
 * group is made anew when its own object changes, or one that was looked at while it was made. None
 * is made before everything has been listed once. Bounded. Any thread.
 */
final class Scene {
  private final Resource main;
  private final GroupMaker maker;
  private final Groups groups;
  private final long maxBytes;

  @GuardedBy("this")
  private final Map<String, Tree> objects = new HashMap<>();

  /** By reflector, the objects that it told of. */
  @GuardedBy("this")
  private final Map<Object, Set<String>> tellers = new HashMap<>();

  /** By object, the main objects whose groups depend on it. */
  @GuardedBy("this")
  private final Map<String, Set<String>> dependents = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Set<String>> dependencies = new HashMap<>();

  @GuardedBy("this")
  private int unlisted;

  @GuardedBy("this")
  private long bytes;

  /** Finds an object by its resource and key, nothing if there is none. */
  interface Lookup {
    Tree find(Resource resource, String key);
  }

  /** Makes the group of an object. */
  interface GroupMaker {
    TargetGroup make(String source, Tree object, Lookup others);
  }

  /**
   * @param reflectors that must each have listed once
   */
  Scene(Resource main, GroupMaker maker, int reflectors, Groups groups, long maxBytes) {
    this.main = main;
    this.maker = maker;
    this.unlisted = reflectors;
    this.groups = groups;
    this.maxBytes = maxBytes;
  }

  private static String id(Resource resource, String key) {
    return resource.plural() + "/" + key;
  }

  /** All that {@code teller} knows. */
  synchronized void list(Object teller, Resource resource, Collection<Tree> all)
      throws DiscoveryException {
    Set<String> before = tellers.get(teller);
    boolean isFirst = before == null;
    var now = new HashSet<String>();
    var changed = new ArrayList<String>();
    for (Tree object : all) {
      String id = id(resource, object.key());
      now.add(id);
      if (!object.equals(find(id))) changed.add(id);
      keep(id, object);
    }
    if (before != null) {
      for (String id : before) {
        if (now.contains(id)) continue;
        drop(id);
        changed.add(id);
      }
    }
    tellers.put(teller, now);
    checkSize();
    if (isFirst && --unlisted == 0) {
      makeAll();
    } else {
      for (String id : changed) update(id);
    }
  }

  synchronized void put(Object teller, Resource resource, Tree object) throws DiscoveryException {
    String id = id(resource, object.key());
    boolean isSame = object.equals(find(id));
    keep(id, object);
    tellers.computeIfAbsent(teller, t -> new HashSet<>()).add(id);
    checkSize();
    if (!isSame) update(id);
  }

  synchronized void remove(Object teller, Resource resource, Tree object)
      throws DiscoveryException {
    String id = id(resource, object.key());
    tellers.computeIfAbsent(teller, t -> new HashSet<>()).remove(id);
    drop(id);
    update(id);
  }

  @GuardedBy("this")
  private void keep(String id, Tree object) {
    Tree before = objects.put(id, object);
    bytes += object.bytes() - (before == null ? 0 : before.bytes());
  }

  @GuardedBy("this")
  private void drop(String id) {
    Tree before = objects.remove(id);
    if (before != null) bytes -= before.bytes();
  }

  @GuardedBy("this")
  private void checkSize() throws DiscoveryException {
    if (bytes <= maxBytes) return;
    throw new DiscoveryException(
        "the cluster's objects are more than the %d MiB that they may take; narrow them with"
                .formatted(maxBytes >> 20)
            + " namespaces or selectors, or give the gateway more memory");
  }

  @GuardedBy("this")
  private void makeAll() throws DiscoveryException {
    var all = new ArrayList<TargetGroup>();
    for (String id : List.copyOf(objects.keySet())) if (isMain(id)) all.add(make(id));
    groups.replace(all);
  }

  private boolean isMain(String id) {
    return id.startsWith(main.plural() + "/");
  }

  @GuardedBy("this")
  private void update(String id) throws DiscoveryException {
    if (unlisted > 0) return;
    if (isMain(id)) remake(id);
    for (String dependent : List.copyOf(dependents.getOrDefault(id, Set.of()))) {
      if (!dependent.equals(id)) remake(dependent);
    }
  }

  @GuardedBy("this")
  private void remake(String id) throws DiscoveryException {
    if (objects.containsKey(id)) {
      groups.put(make(id));
    } else {
      forgetDependencies(id);
      groups.remove(id);
    }
  }

  @GuardedBy("this")
  private TargetGroup make(String id) {
    forgetDependencies(id);
    var seen = new HashSet<String>();
    TargetGroup group =
        maker.make(
            id,
            objects.getOrDefault(id, Tree.NOTHING),
            (resource, key) -> {
              seen.add(id(resource, key));
              return find(id(resource, key));
            });
    dependencies.put(id, seen);
    for (String other : seen) dependents.computeIfAbsent(other, o -> new HashSet<>()).add(id);
    return group;
  }

  private synchronized Tree find(String id) {
    return objects.getOrDefault(id, Tree.NOTHING);
  }

  @GuardedBy("this")
  private void forgetDependencies(String id) {
    Set<String> before = dependencies.remove(id);
    if (before == null) return;
    for (String other : before) {
      Set<String> on = dependents.get(other);
      if (on == null) continue;
      on.remove(id);
      if (on.isEmpty()) dependents.remove(other);
    }
  }
}
