package dev.sluice.sending;

import dev.sluice.config.Section;
import dev.sluice.data.Batch;
import java.util.Map;
import java.util.TreeMap;

/** What a size in {@code sending_queue} counts. */
enum Sizer {
  /** Batches as they wait, each one push unless it is cut or joined. */
  REQUESTS,
  /** Spans, log records, data points. */
  ITEMS,
  /** Bytes of OTLP. */
  BYTES;

  // In an order that is the same in every process: documentation is made of it.
  private static final Map<String, Sizer> OF_A_QUEUE =
      new TreeMap<>(Map.of("requests", REQUESTS, "items", ITEMS, "bytes", BYTES));

  private static final Map<String, Sizer> OF_A_BATCH =
      new TreeMap<>(Map.of("items", ITEMS, "bytes", BYTES));

  static Sizer readForQueue(Section s) {
    return s.choice("sizer", REQUESTS, OF_A_QUEUE, "what queue_size counts");
  }

  static Sizer readForBatch(Section s) {
    return s.choice("sizer", ITEMS, OF_A_BATCH, "what min_size and max_size count");
  }

  long of(Batch batch) {
    return switch (this) {
      case REQUESTS -> 1;
      case ITEMS -> batch.items();
      case BYTES -> batch.bytes();
    };
  }
}
