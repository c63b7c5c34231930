package dev.sluice.processor.attributes;

import dev.sluice.component.Consumer;
import dev.sluice.component.Processor;
import dev.sluice.data.Batch;
import dev.sluice.data.Metadata;
import dev.sluice.otlp.ItemRewriter;
import dev.sluice.otlp.ItemView;
import dev.sluice.otlp.Signal;

/** Shows every item to the steps, and writes anew only the groups in which something changed. */
final class AttributesProcessor implements Processor {
  private final AttributesConfig config;
  private final Signal signal;
  private final Consumer next;

  /** One per event loop: it keeps its buffers. */
  private final ThreadLocal<ItemRewriter> rewriter = ThreadLocal.withInitial(ItemRewriter::new);

  AttributesProcessor(AttributesConfig config, Signal signal, Consumer next) {
    this.config = config;
    this.signal = signal;
    this.next = next;
  }

  @Override
  public void consume(Batch batch) {
    Metadata metadata = batch.metadata();
    ItemRewriter own = rewriter.get();
    next.consume(batch.map(group -> own.rewrite(signal, group, item -> edit(item, metadata))));
  }

  private void edit(ItemView item, Metadata metadata) {
    if (!config.applies(new ItemFacts(signal, item))) return;
    for (Step step : config.steps()) step.apply(item.attributes(), metadata);
  }
}
