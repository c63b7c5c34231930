package dev.sluice.component;

import dev.sluice.config.ComponentId;
import dev.sluice.config.Section;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import org.jspecify.annotations.Nullable;

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
   * Whether an exporter with these settings has no queue. Unless the pipeline says otherwise, its
   * senders are answered once the backend has answered.
   */
  default boolean sendsAtOnce(C config) {
    return false;
  }

  /**
   * Asks the backend whether it would take what an exporter with these settings sends, and reports
   * what it would not to {@code section}, as warnings with a fix. Sends no telemetry; waits some
   * seconds at most. Called by {@code validate --online} for a valid configuration; by default
   * there is nothing to ask.
   *
   * @param version of this build, for User-Agent
   */
  default void checkOnline(C config, Section section, String version) {}

  /**
   * The storage to which an exporter with these settings writes what it is given, and says so with
   * {@link Batch#stored}. Senders may then be answered once that is done. Null: none.
   */
  default @Nullable ComponentId storage(C config) {
    return null;
  }
}
