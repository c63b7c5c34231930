package dev.sluice.exporter.loki;

import dev.sluice.wire.ProtoWriter;

/** A part of a line that is the same for record after record; kept until another one is needed. */
final class SharedPart {
  final ProtoWriter text = new ProtoWriter(256);
  boolean isPossible;

  private Object owner = this;
  private long variant;

  /** Whether this was written for that owner in that variant. */
  boolean isOf(Object candidate, long ofVariant) {
    return owner == candidate && variant == ofVariant && ofVariant != LokiResource.MANY;
  }

  /** Begins to write for another owner. */
  void begin(Object newOwner, long newVariant) {
    owner = newOwner;
    variant = newVariant;
    text.clear();
  }
}
