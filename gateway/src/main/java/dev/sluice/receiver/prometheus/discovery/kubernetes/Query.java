package dev.sluice.receiver.prometheus.discovery.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** The part of a URL after the question mark. */
final class Query {
  private final StringJoiner text = new StringJoiner("&", "?", "");

  Query(Selector selector) {
    if (!selector.label().isEmpty()) add("labelSelector", selector.label());
    if (!selector.field().isEmpty()) add("fieldSelector", selector.field());
  }

  Query add(String name, String value) {
    text.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
