package dev.sluice.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What all sections of one configuration share: where mistakes go, and how values were read, which
 * decides how they are printed.
 */
final class Context {
  final Problems problems;

  /** Values that were read as text: printed in quotes where they look like something else. */
  final Set<Node> texts = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Values that were read as secrets: printed as {@code [REDACTED]}. */
  final Set<Node> secrets = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Whether the settings are only to be listed; see {@link Section#probe}. */
  boolean probing;

  /** Known before components read their settings. */
  Extensions extensions = Extensions.UNKNOWN;

  Context(Problems problems) {
    this.problems = problems;
  }

  void secret(Node node) {
    secrets.add(node);
    if (node instanceof MapNode map) {
      map.entries().values().forEach(entry -> secret(entry.value()));
    } else if (node instanceof ListNode list) {
      list.items().forEach(this::secret);
    } else {
      problems.redaction().hide(node.span());
    }
  }
}
