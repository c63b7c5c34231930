package dev.sluice.sending;

import dev.sluice.config.Section;
import dev.sluice.data.Batch;
import java.util.Map;

/** What a size in {@code sending_queue} counts. */
enum Sizer {
  /** Batches as they wait, each one push unless it is cut or joined. */
  REQUESTS,
  /** Spans, log records, data points. */
  ITEMS,
  /** Bytes of OTLP. */
  BYTES;

  private static final Map<String, Sizer> OF_A_QUEUE =
      Map.of("requests", REQUESTS, "items", ITEMS, "bytes", BYTES);

  private static final Map<String, Sizer> OF_A_BATCH = Map.of("items", ITEMS, "bytes", BYTES);

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
