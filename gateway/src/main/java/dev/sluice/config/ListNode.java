package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list. */
record ListNode(Span span, List<Node> items, @Nullable String original) implements Node {
  ListNode {
    items = List.copyOf(items);
  }

  ListNode(Span span, List<Node> items) {
    this(span, items, null);
  }

  @Override
  public int size() {
    long size = 1;
    for (Node item : items) size += item.size();
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  @Override
  public String describe() {
    return "a list";
  }
}
