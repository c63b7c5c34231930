package dev.sluice.processor.attributes;

import dev.sluice.data.Metadata;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;

/** Insert, update and upsert. Without a value to be found, nothing happens. */
final class SetStep implements Step {
  /** When the attribute is written. */
  enum When {
    ABSENT,
    PRESENT,
    ALWAYS
  }

  private final ByteSlice key;
  private final When when;
  private final Source source;
  private final boolean looksAtMetadata;

  SetStep(String key, When when, Source source, boolean looksAtMetadata) {
    this.key = ByteSlice.utf8(key);
    this.when = when;
    this.source = source;
    this.looksAtMetadata = looksAtMetadata;
  }

  @Override
  public void apply(AttributeMap attributes, Metadata metadata) {
    if (when != When.ALWAYS && (attributes.find(key) >= 0) != (when == When.PRESENT)) return;
    ByteSlice value = source.find(attributes, metadata);
    if (value != null) attributes.put(key, value);
  }

  @Override
  public boolean looksAtMetadata() {
    return looksAtMetadata;
  }
}
