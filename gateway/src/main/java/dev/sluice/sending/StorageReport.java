package dev.sluice.sending;

import dev.sluice.component.Fitness;
import dev.sluice.component.Settings;
import dev.sluice.data.Branch;
import dev.sluice.data.Delivery;
import dev.sluice.data.Outcome;
import dev.sluice.data.Witness;
import dev.sluice.sending.storage.SegmentLog;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said and counted of one exporter's data on disk: found, lost, left, in trouble. Any
 * thread.
 */
final class StorageReport {
  private static final Logger LOG = LoggerFactory.getLogger(SendingExporter.class);

  private final Branch branch;
  private final Settings settings;
  private final StorageMetrics metrics;

  StorageReport(Branch branch, Settings settings, StorageMetrics metrics) {
    this.branch = branch;
    this.settings = settings;
    this.metrics = metrics;
  }

  /**
   * A log was opened: what is in it is queued from now on.
   *
   * @param known items that the ledger has as queued, since a log of this process left them there
   */
  void found(SegmentLog opened, long known) {
    long items = opened.view().openItems();
    long lost = opened.lostItems();
    long more = items + lost - known;
    if (more >= 0) {
      branch.account().recover(more);
    } else {
      // Somebody has taken them out meanwhile, as the queue command does.
      branch.account().leaveStored(-more);
    }
    if (items > known) {
      LOG.info(
          "exporter '{}': {} found on disk, to be sent", branch.exporter(), count(items - known));
    }
    if (lost > 0) {
      metrics.corrupt(opened.lostRecords());
      lose(Outcome.DROPPED_CORRUPT, lost, "found missing in the storage, which was damaged");
    }
  }

  /** What an earlier configuration left in another directory is sent from there. */
  void empties(Path directory, long items) {
    LOG.info(
        "exporter '{}': {} in {}, of its former configuration, are sent first; after that the"
            + " directory is not used any more",
        branch.exporter(),
        count(items),
        directory);
  }

  void emptied(Path directory) {
    LOG.info(
        "exporter '{}': all of {} is sent; it is not used any more", branch.exporter(), directory);
  }

  /** Nobody opens that log again, as far as the configuration says. */
  void left(Path directory, long items) {
    LOG.warn(
        "exporter '{}': {} stay in {}, which it does not use any more. To send them: sluice queue"
            + " drain {} --to URL",
        branch.exporter(),
        count(items),
        directory,
        directory);
  }

  /** The log cannot be opened, though the configuration is in force. */
  void notOpened(Path directory, @Nullable String cause) {
    LOG.error(
        "exporter '{}': {}: {}; until it can be opened, which is tried again, what comes is kept in"
            + " memory alone",
        branch.exporter(),
        directory,
        cause);
  }

  void opened(Path directory) {
    LOG.info(
        "exporter '{}': {} is open; what comes is written there", branch.exporter(), directory);
  }

  /** Nor can one be opened that is only to be emptied. */
  void notEmptied(Path directory, @Nullable String cause) {
    LOG.error(
        "exporter '{}': {}, of its former configuration, cannot be opened: {}; what is there stays,"
            + " and is sent when it can be, which is tried again",
        branch.exporter(),
        directory,
        cause);
  }

  /** The note of what goes before a log cannot be used. */
  void formersUnknown(@Nullable String cause) {
    LOG.error(
        "exporter '{}': {}; what a former configuration may have left elsewhere is not sent",
        branch.exporter(),
        cause);
  }

  /** What goes before a log is done, and could not be taken out of the note of it. */
  void stillNoted(Path directory, IOException cause) {
    LOG.warn(
        "exporter '{}': {}: cannot take back what is to be emptied before it: {}; the next start"
            + " looks there again",
        branch.exporter(),
        directory,
        cause.getMessage());
  }

  void noTelemetry(long seq) {
    metrics.corrupt(1);
    LOG.error("exporter '{}': record {} is no telemetry", branch.exporter(), seq);
  }

  void corrupt(int items) {
    metrics.corrupt(1);
    lose(Outcome.DROPPED_CORRUPT, items, "could not be read back: the storage is damaged");
  }

  void evicted(int items) {
    lose(
        Outcome.DROPPED_EVICTED,
        items,
        "dropped, since the storage is full and when_full is drop_oldest");
  }

  private void lose(Outcome outcome, long items, String why) {
    LOG.error("exporter '{}': {} {}", branch.exporter(), count(items), why);
    for (long left = items; left > 0; left -= Integer.MAX_VALUE) {
      int part = (int) Math.min(left, Integer.MAX_VALUE);
      Delivery.ofStored(branch, part, 0, Witness.NONE).settle(outcome, part);
    }
  }

  void trouble(@Nullable String cause) {
    if (cause == null) {
      LOG.info("exporter '{}': the storage takes data again", branch.exporter());
    } else {
      LOG.error(
          "exporter '{}': the storage takes no more data: {}; what comes is refused, what is there is sent",
          branch.exporter(),
          cause);
    }
  }

  void broken(Throwable fault) {
    String what =
        "exporter '%s': the thread of its storage ended by a fault of the gateway: %s"
            .formatted(branch.exporter(), fault);
    LOG.error("{}; nothing more is taken or read back until a restart", what);
    settings.shared().get(Fitness.class, Fitness::new).lost(what);
  }

  private String count(long items) {
    return branch.signal().count(items);
  }
}
