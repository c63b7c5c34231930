package dev.sluice.processor.attributes;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.data.Batch;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ContentCache;
import java.util.List;

/**
 * Rewrites each group's resource by splicing its own few bytes; the telemetry below it is shared.
 * An application sends the same resource every time, so the second time is one look-up. Any thread.
 */
final class ResourceProcessor implements Processor {
  private static final int MAX_RESOURCES = 4096;
  private static final long MAX_BYTES = 4 << 20;

  private final List<Step> steps;
  private final boolean looksAtMetadata;
  private final Consumer next;
  private final ContentCache<ByteSlice> known = new ContentCache<>(MAX_RESOURCES, MAX_BYTES);

  ResourceProcessor(List<Step> steps, Consumer next) {
    this.steps = steps;
    this.looksAtMetadata = steps.stream().anyMatch(Step::looksAtMetadata);
    this.next = next;
  }

  @Override
  public void consume(Batch batch) {
    Metadata metadata = batch.metadata();
    next.consume(batch.map(group -> rewrite(group, metadata)));
  }

  private ResourceGroup rewrite(ResourceGroup group, Metadata metadata) {
    ByteSlice resource = group.resource();
    ByteSlice rewritten = looksAtMetadata ? null : known.get(resource);
    if (rewritten == null) {
      rewritten = apply(resource, metadata);
      if (!looksAtMetadata) {
        // A copy: the slice would keep the whole request that it came with.
        ByteSlice key = ByteSlice.of(resource.toByteArray());
        known.put(key, rewritten, key.length() + rewritten.length());
      }
    }
    return rewritten.equals(resource) ? group : group.withResource(rewritten);
  }

  private ByteSlice apply(ByteSlice resource, Metadata metadata) {
    var attributes = new AttributeMap().read(resource, Otlp.Resource.ATTRIBUTES);
    for (Step step : steps) step.apply(attributes, metadata);
    return attributes.isChanged() ? attributes.toSlice() : ByteSlice.of(resource.toByteArray());
  }
}
