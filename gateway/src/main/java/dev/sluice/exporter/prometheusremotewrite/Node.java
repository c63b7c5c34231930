package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something the cache knows by its bytes: a resource, a metric of it, a point of that. Equal is
 * what has the same parent and the same bytes; the hash only says where to look.
 *
 * <p>Clients send the same things in the same order again and again, so each node remembers which
 * one came after it: most look-ups are one comparison. Owner: the encoder's thread.
 */
abstract class Node {
  /** Null at the root, and for what has left the cache: nothing matches it any more. */
  @Nullable Node parent;

  final byte[] key;
  final int hash;

  /** The next one in its bucket of the table. */
  @Nullable Node chain;

  /** Its sibling that came next the last time; a guess. */
  @Nullable Node follower;

  /** Its child that came first the last time; a guess. */
  @Nullable Node firstChild;

  int children;

  Node(@Nullable Node parent, byte[] key, int hash) {
    this.parent = parent;
    this.key = key;
    this.hash = hash;
  }

  final boolean is(Node expectedParent, byte[] array, int from, int to) {
    return parent == expectedParent && Arrays.equals(key, 0, key.length, array, from, to);
  }

  /** About what it takes in memory, without its children. */
  int sizeInBytes() {
    return 96 + key.length;
  }
}
