package dev.sluice.processor.attributes;

import dev.sluice.data.Metadata;
import dev.sluice.otlp.AttributeMap;

/** One action of the list, compiled. Any thread; the map belongs to the caller. */
public interface Step {
  void apply(AttributeMap attributes, Metadata metadata);

  /** Whether what it does depends on the request's metadata, and not on the attributes alone. */
  default boolean looksAtMetadata() {
    return false;
  }
}
