package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Label sets are looked up, not rebuilt: from a resource's bytes, a metric's name, unit, type (and
 * scope), and a point's attribute bytes to labels that are ready to copy. What is found is equal in
 * content, never in hash alone.
 *
 * <p>Bounded in bytes. While a request is written the cache may grow beyond, by what that request
 * needs; {@link #trim} makes it small again. Owner: the encoder's thread.
 */
final class SeriesCache {
  private static final byte[] NO_KEY = {};

  private final Translation translation;
  private final Wire wire;
  private long maxBytes;
  private final Segments segments;
  private final NodeTable nodes = new NodeTable();
  private final SeriesTable series = new SeriesTable();
  private final PointBuilder builder;
  private final Node root = new Node(null, NO_KEY, 0) {};

  private long bytes;
  private long misses;

  SeriesCache(Translation translation, Wire wire, long maxBytes) {
    this.translation = translation;
    this.wire = wire;
    this.maxBytes = maxBytes;
    this.segments = new Segments(maxBytes);
    this.builder = new PointBuilder(translation, wire, series);
  }

  /** What it may hold from the next {@link #trim} on. */
  void bound(long bytes) {
    maxBytes = bytes;
  }

  /** About what is held now. */
  long bytes() {
    return bytes + wire.bytes();
  }

  int series() {
    return series.size();
  }

  int nodes() {
    return nodes.size();
  }

  /** Points that were not found, since the beginning. */
  long misses() {
    return misses;
  }

  /** The resource with these bytes, which are copied if it is new. */
  ResourceNode resource(@Nullable Node previous, byte[] array, int from, int to) {
    Node guess = guess(root, previous);
    if (guess != null && guess.is(root, array, from, to)) return (ResourceNode) guess;
    int hash = NodeTable.hash(root, array, from, to);
    Node found = nodes.find(root, hash, array, from, to);
    ResourceNode resource =
        found == null
            ? newResource(Arrays.copyOfRange(array, from, to), hash)
            : (ResourceNode) found;
    remember(root, previous, resource);
    return resource;
  }

  private ResourceNode newResource(byte[] key, int hash) {
    var labels = ResourceLabels.of(key, translation.resourceLabels());
    var resource = new ResourceNode(root, key, hash, labels);
    add(resource);
    return resource;
  }

  /** The {@code target_info} of a resource that is in the cache. */
  PointNode targetInfo(ResourceNode resource, long request) {
    PointNode known = resource.targetInfo;
    if (known != null && known.parent != null) {
      known.used(request);
      return known;
    }
    PointNode made = builder.targetInfo(resource);
    resource.targetInfo = made;
    addPoint(made, request);
    return made;
  }

  /** The metric with that key ({@link MetricKey}), which is copied if it is new. */
  MetricNode metric(
      ResourceNode resource, @Nullable Node previous, byte[] array, int from, int to) {
    Node guess = guess(resource, previous);
    if (guess != null && guess.is(resource, array, from, to)) return (MetricNode) guess;
    int hash = NodeTable.hash(resource, array, from, to);
    Node found = nodes.find(resource, hash, array, from, to);
    MetricNode metric =
        found == null
            ? newMetric(resource, Arrays.copyOfRange(array, from, to), hash)
            : (MetricNode) found;
    remember(resource, previous, metric);
    return metric;
  }

  private MetricNode newMetric(ResourceNode resource, byte[] keyBytes, int hash) {
    MetricKey key = MetricKey.read(keyBytes);
    MetricNames names = translation.names();
    Kind kind = key.kind();
    String name = names.name(key.name(), key.unit(), kind == Kind.COUNTER, kind == Kind.GAUGE);
    String unit = names.unit(key.unit());
    var metric = new MetricNode(resource, keyBytes, hash, kind, name, unit, key.scope());
    add(metric);
    return metric;
  }

  /** The point with that key, which is copied if it is new. */
  PointNode point(
      MetricNode metric, @Nullable Node previous, long request, byte[] array, int from, int to) {
    Node guess = guess(metric, previous);
    PointNode point;
    if (guess != null && guess.is(metric, array, from, to)) {
      point = (PointNode) guess;
      point.used(request);
      return point;
    }
    int hash = NodeTable.hash(metric, array, from, to);
    Node found = nodes.find(metric, hash, array, from, to);
    if (found == null) {
      point = builder.point(metric, Arrays.copyOfRange(array, from, to), hash);
      addPoint(point, request);
    } else {
      point = (PointNode) found;
      point.used(request);
    }
    remember(metric, previous, point);
    return point;
  }

  private static @Nullable Node guess(Node parent, @Nullable Node previous) {
    return previous == null ? parent.firstChild : previous.follower;
  }

  private static void remember(Node parent, @Nullable Node previous, Node node) {
    if (previous == null) {
      parent.firstChild = node;
    } else {
      previous.follower = node;
    }
  }

  private void add(Node node) {
    nodes.add(node);
    if (node.parent != null) node.parent.children++;
    bytes += node.sizeInBytes();
  }

  private void addPoint(PointNode point, long request) {
    misses++;
    add(point);
    int weight = point.sizeInBytes();
    for (Series s : point.series) weight += weightIfNew(s);
    if (point.created != null) weight += weightIfNew(point.created);
    if (point.custom != null) weight += weightIfNew(point.custom);
    point.weight = weight;
    bytes += weight - point.sizeInBytes();
    point.madeFor(request);
    segments.add(point);
  }

  private static int weightIfNew(Series series) {
    return series.users == 1 ? series.sizeInBytes() : 0;
  }

  /** Lets go what goes first, until the bound is kept. Between requests only. */
  void trim() {
    wire.trim();
    while (bytes() > maxBytes && segments.turn(this::evict)) {
      // Each turn lets one point go or costs it a use.
    }
    wire.trim();
  }

  private void evict(PointNode point) {
    for (Series s : point.series) release(s);
    if (point.created != null) release(point.created);
    if (point.custom != null) release(point.custom);
    remove(point);
  }

  /** Whoever calls has no use for it any more. */
  void release(Series s) {
    if (!series.release(s)) return;
    bytes -= s.sizeInBytes();
    wire.forget(s);
  }

  /** Removes a node, and those above it that have no children left. */
  private void remove(Node node) {
    Node parent = node.parent;
    if (node instanceof MetricNode metric) wire.forget(metric);
    nodes.remove(node);
    bytes -= node.sizeInBytes();
    node.parent = null;
    node.follower = null;
    node.firstChild = null;
    if (parent != null && --parent.children == 0 && parent != root) remove(parent);
  }
}
