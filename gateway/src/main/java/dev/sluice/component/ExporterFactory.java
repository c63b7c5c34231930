package dev.sluice.component;

import dev.sluice.data.Batch;
import dev.sluice.data.Branch;

public interface ExporterFactory<C> extends Factory<C> {
  /** The exporter for one signal ({@link Branch#signal}). */
  Exporter create(C config, Settings settings, Branch branch) throws StartException;

  /**
   * Whether batches wait in it. One that settles within {@code consume} needs no share of the
   * memory.
   */
  default boolean holdsData() {
    return true;
  }

  /**
   * Whether an exporter with these settings writes what it is given to disk, and says so with
   * {@link Batch#stored}. Senders may then be answered once that is done.
   */
  default boolean isDurable(C config) {
    return false;
  }
}
