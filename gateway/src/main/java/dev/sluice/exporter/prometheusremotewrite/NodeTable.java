package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import org.jspecify.annotations.Nullable;

/** All nodes of the cache by parent and bytes. Not for several threads. */
final class NodeTable {
  private @Nullable Node[] buckets = new Node[1024];
  private int size;

  int size() {
    return size;
  }

  static int hash(Node parent, byte[] array, int from, int to) {
    return ByteSlice.hash(array, from, to - from) ^ parent.hash * 0x9E3779B1;
  }

  @Nullable Node find(Node parent, int hash, byte[] array, int from, int to) {
    for (Node n = buckets[hash & (buckets.length - 1)]; n != null; n = n.chain) {
      if (n.hash == hash && n.is(parent, array, from, to)) return n;
    }
    return null;
  }

  void add(Node node) {
    if (size >= buckets.length) grow();
    link(node);
    size++;
  }

  void remove(Node node) {
    int bucket = node.hash & (buckets.length - 1);
    Node before = null;
    for (Node n = buckets[bucket]; n != null && n != node; n = n.chain) before = n;
    if (before == null) {
      buckets[bucket] = node.chain;
    } else {
      before.chain = node.chain;
    }
    node.chain = null;
    size--;
  }

  private void link(Node node) {
    int bucket = node.hash & (buckets.length - 1);
    node.chain = buckets[bucket];
    buckets[bucket] = node;
  }

  private void grow() {
    @Nullable Node[] old = buckets;
    buckets = new Node[old.length * 2];
    for (Node head : old) {
      for (Node n = head; n != null; ) {
        Node next = n.chain;
        link(n);
        n = next;
      }
    }
  }
}
