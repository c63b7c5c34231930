package dev.sluice.exporter.prometheusremotewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A metric of a resource in the cache. Owner: the encoder's thread. */
final class MetricNode extends Node {
  final ResourceNode resource;
  final Kind kind;

  /** Its name in Prometheus, without the suffixes of its single series; empty if it has none. */
  final String name;

  /** Its unit as one word, for metadata. */
  final String unit;

  /** What it says of itself, where that goes out with its series; see {@link Wire}. */
  @Nullable Description description;

  /** The scope as attributes, if scopes become labels. */
  final List<Attribute> scope;

  MetricNode(
      ResourceNode resource,
      byte[] key,
      int hash,
      Kind kind,
      String name,
      String unit,
      List<Attribute> scope) {
    super(resource, key, hash);
    this.resource = resource;
    this.kind = kind;
    this.name = name;
    this.unit = unit;
    this.scope = scope;
  }
}
