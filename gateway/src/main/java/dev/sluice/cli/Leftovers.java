package dev.sluice.cli;

import dev.sluice.component.Shared;
import dev.sluice.component.Storage;
import dev.sluice.config.ComponentId;
import dev.sluice.sending.StoredQueue;
import dev.sluice.sending.storage.LogSurvey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in a storage and belongs to no exporter that runs: one that was removed from the
 * configuration, or has another storage now. It is named once, and never touched: only people know
 * whether it is still wanted.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /** Looks when all exporters have started, and so hold what is theirs. */
  static void name(List<ComponentId> extensions, Shared shared) {
    for (ComponentId id : extensions) {
      Storage storage = shared.find(Storage.class, id.toString());
      if (storage != null) name(id, storage.directory());
    }
  }

  private static void name(ComponentId storage, Path directory) {
    try {
      for (StoredQueue queue : StoredQueue.in(directory)) {
        LogSurvey survey = LogSurvey.glance(queue.directory());
        if (survey.holder() != null || survey.openItems() == 0) continue;
        LOG.warn(
            "extension '{}': {} wait in {} for exporter '{}', which does not use it; they stay there."
                + " To send them: sluice queue drain {} --to URL",
            storage,
            queue.signal().count(survey.openItems()),
            queue.directory(),
            queue.exporter(),
            queue.directory());
      }
    } catch (IOException e) {
      LOG.warn("extension '{}': what is left in {} cannot be read: {}", storage, directory, e);
    }
  }
}
