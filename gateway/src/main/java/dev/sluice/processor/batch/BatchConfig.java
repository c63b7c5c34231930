package dev.sluice.processor.batch;

import dev.sluice.config.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * What stands under {@code processors: batch:}.
 *
 * @param timeout longest time that an item waits for company; 0 passes everything on at once
 * @param sendBatchSize items at which a batch leaves; 0 as for the timeout
 * @param sendBatchMaxSize most items in one batch; 0 is no limit
 * @param metadataKeys lower-case names; requests that differ in their values are not mixed
 * @param metadataCardinalityLimit most combinations of those values; 0 is no limit
 */
public record BatchConfig(
    Duration timeout,
    int sendBatchSize,
    int sendBatchMaxSize,
    List<String> metadataKeys,
    int metadataCardinalityLimit) {

  static final BatchConfig DEFAULT =
      new BatchConfig(Duration.ofMillis(200), 8192, 0, List.of(), 1000);

  static BatchConfig read(Section s) {
    var config =
        new BatchConfig(
            s.duration("timeout", DEFAULT.timeout, "longest time that an item waits for company"),
            s.integer(
                "send_batch_size",
                DEFAULT.sendBatchSize,
                0,
                Integer.MAX_VALUE,
                "items at which a batch leaves"),
            s.integer(
                "send_batch_max_size",
                DEFAULT.sendBatchMaxSize,
                0,
                Integer.MAX_VALUE,
                "most items in one batch; 0 is no limit"),
            lowerCase(
                s.texts(
                    "metadata_keys",
                    DEFAULT.metadataKeys,
                    "request headers whose values keep batches apart")),
            s.integer(
                "metadata_cardinality_limit",
                DEFAULT.metadataCardinalityLimit,
                0,
                Integer.MAX_VALUE,
                "most combinations of those values; 0 is no limit"));
    if (config.sendBatchMaxSize > 0 && config.sendBatchMaxSize < config.sendBatchSize) {
      s.refuse(
          "send_batch_max_size",
          "must be greater than or equal to `send_batch_size`",
          "fix: send_batch_max_size: %d   or 0 (no maximum)".formatted(config.sendBatchSize));
    }
    if (new HashSet<>(config.metadataKeys).size() < config.metadataKeys.size()) {
      s.refuse("metadata_keys", "has the same key twice (upper and lower case are the same)");
    }
    return config;
  }

  private static List<String> lowerCase(List<String> keys) {
    var lower = new ArrayList<String>();
    for (String key : keys) lower.add(key.toLowerCase(Locale.ROOT));
    return List.copyOf(lower);
  }

  /** Whether nothing ever waits. */
  boolean passesThrough() {
    return timeout.isZero() || sendBatchSize == 0;
  }
}
