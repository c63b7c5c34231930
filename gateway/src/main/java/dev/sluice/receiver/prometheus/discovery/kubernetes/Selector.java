package dev.sluice.receiver.prometheus.discovery.kubernetes;

/** Which objects of a resource are wanted; empty texts mean all. */
record Selector(String label, String field) {
  static final Selector ALL = new Selector("", "");
}
