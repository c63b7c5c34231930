package dev.sluice.receiver.prometheus.discovery.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an object of the API: a map, a list, a text or nothing. Numbers and flags are texts.
 * Only fields that somebody asks for are kept, which is a tenth of a pod.
 */
final class Tree {
  static final Tree NOTHING = new Tree(null, 0);

  /** Field names that mean something to us, wherever they stand. */
  private static final Set<String> KEPT =
      Set.of(
          "address",
          "addressType",
          "addresses",
          "appProtocol",
          "clusterIP",
          "conditions",
          "containerID",
          "containerPort",
          "containerStatuses",
          "containers",
          "controller",
          "daemonEndpoints",
          "endpoints",
          "externalName",
          "host",
          "hostIP",
          "hostname",
          "hosts",
          "http",
          "image",
          "ingress",
          "ingressClassName",
          "initContainerStatuses",
          "initContainers",
          "ip",
          "ipFamilies",
          "ipFamilyPolicy",
          "kind",
          "kubeletEndpoint",
          "loadBalancer",
          "loadBalancerIP",
          "metadata",
          "name",
          "namespace",
          "nodeName",
          "notReadyAddresses",
          "ownerReferences",
          "path",
          "paths",
          "phase",
          "podIP",
          "port",
          "Port",
          "ports",
          "protocol",
          "providerID",
          "ready",
          "resourceVersion",
          "rules",
          "serving",
          "spec",
          "status",
          "subsets",
          "targetRef",
          "terminating",
          "tls",
          "type",
          "uid",
          "zone",
          // Of a Status and a list.
          "code",
          "continue",
          "message",
          "reason");

  /** Maps with free names, which are kept whole. */
  private static final Set<String> FREE = Set.of("labels", "annotations", "deprecatedTopology");

  /** What a text or a map's entry takes beside its characters. */
  private static final int OVERHEAD = 80;

  private final @Nullable Object value;

  /** About what it takes in memory. */
  private final long bytes;

  private Tree(@Nullable Object value, long bytes) {
    this.value = value;
    this.bytes = bytes;
  }

  /** Reads the value that the parser stands on, and stops at its end. */
  static Tree read(JsonParser json) throws IOException {
    return read(json, false);
  }

  private static Tree read(JsonParser json, boolean isFree) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) return map(json, isFree);
    if (token == JsonToken.START_ARRAY) {
      var items = new ArrayList<Tree>();
      long bytes = OVERHEAD;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Tree item = read(json, isFree);
        items.add(item);
        bytes += item.bytes;
      }
      return new Tree(List.copyOf(items), bytes);
    }
    if (token == null) throw new IOException("the answer ends too early");
    if (token == JsonToken.VALUE_NULL) return NOTHING;
    String text = json.getText();
    return new Tree(text, OVERHEAD + text.length());
  }

  private static Tree map(JsonParser json, boolean isFree) throws IOException {
    var map = new HashMap<String, Tree>();
    long bytes = OVERHEAD;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      boolean goesFree = isFree || FREE.contains(name);
      if (!goesFree && !KEPT.contains(name)) {
        json.skipChildren();
        continue;
      }
      Tree item = read(json, goesFree);
      if (item.isNothing()) continue;
      map.put(name, item);
      bytes += OVERHEAD + item.bytes;
    }
    return new Tree(map, bytes);
  }

  long bytes() {
    return bytes;
  }

  boolean isNothing() {
    return value == null;
  }

  /** Nothing if this is no map, or has no such field. */
  Tree get(String name) {
    return value instanceof Map<?, ?> map && map.get(name) instanceof Tree tree ? tree : NOTHING;
  }

  /** A text below; empty if there is none. */
  String text(String... path) {
    Tree at = this;
    for (String name : path) at = at.get(name);
    return at.value instanceof String text ? text : "";
  }

  /** The items of a list below; none if there is no list. */
  List<Tree> list(String... path) {
    Tree at = this;
    for (String name : path) at = at.get(name);
    if (!(at.value instanceof List<?> list)) return List.of();
    var items = new ArrayList<Tree>(list.size());
    for (Object item : list) if (item instanceof Tree tree) items.add(tree);
    return items;
  }

  /** The texts of this list. */
  List<String> texts() {
    var texts = new ArrayList<String>();
    for (Tree item : list()) if (item.value instanceof String text) texts.add(text);
    return texts;
  }

  /** Whether this list has a text such as is sought. */
  boolean hasText(java.util.function.Predicate<String> sought) {
    return texts().stream().anyMatch(sought);
  }

  /** The texts of a map. */
  void forEachText(BiConsumer<String, String> action) {
    if (!(value instanceof Map<?, ?> map)) return;
    map.forEach(
        (name, item) -> {
          if (item instanceof Tree tree && tree.value instanceof String text) {
            action.accept(String.valueOf(name), text);
          }
        });
  }

  String name() {
    return text("metadata", "name");
  }

  String namespace() {
    return text("metadata", "namespace");
  }

  /** {@code namespace/name}, or the name of what has no namespace. */
  String key() {
    return key(namespace(), name());
  }

  static String key(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Who controls it; nothing if nobody does. */
  Tree controller() {
    for (Tree owner : list("metadata", "ownerReferences")) {
      if (owner.text("controller").equals("true")) return owner;
    }
    return NOTHING;
  }

  @Override
  public boolean equals(Object that) {
    return that instanceof Tree tree && java.util.Objects.equals(value, tree.value);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hashCode(value);
  }
}
