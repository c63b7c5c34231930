package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.receiver.prometheus.relabel.LabelSet;

/** The names of labels, as Prometheus has them. */
final class Meta {
  static final String PREFIX = "__meta_kubernetes_";
  static final String NAMESPACE = PREFIX + "namespace";
  private static final String PRESENT = "true";

  private Meta() {}

  /** What is no letter, digit or underscore becomes an underscore. */
  static String sanitize(String name) {
    var clean = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              boolean isFine = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
              clean.appendCodePoint(isFine ? c : '_');
            });
    return clean.toString();
  }

  /** {@code __meta_kubernetes_pod_ip}. */
  static void set(LabelSet labels, String name, String value) {
    labels.set(PREFIX + name, value);
  }

  /** The object's name, labels and annotations. */
  static void addObject(LabelSet labels, String kind, Tree object) {
    set(labels, kind + "_name", object.name());
    addLabelsAndAnnotations(labels, kind, object);
  }

  static void addLabelsAndAnnotations(LabelSet labels, String kind, Tree object) {
    Tree metadata = object.get("metadata");
    add(labels, kind + "_label", metadata.get("labels"));
    add(labels, kind + "_annotation", metadata.get("annotations"));
  }

  private static void add(LabelSet labels, String prefix, Tree texts) {
    texts.forEachText(
        (name, value) -> {
          String clean = sanitize(name);
          set(labels, prefix + "_" + clean, value);
          set(labels, prefix + "present_" + clean, PRESENT);
        });
  }

  /** {@code host:port}, with brackets where the host has colons. */
  static String address(String host, String port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
