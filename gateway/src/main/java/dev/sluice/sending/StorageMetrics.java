package dev.sluice.sending;

import dev.sluice.component.Settings;
import dev.sluice.data.Branch;
import dev.sluice.sending.storage.LogMeter;
import dev.sluice.sending.storage.LogView;
import dev.sluice.telemetry.Instruments;
import io.micrometer.core.instrument.DistributionSummary;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What operators see of one exporter's storage; there from the start, with 0. */
final class StorageMetrics implements LogMeter {
  private static final double NANOS = 1e9;

  /** Half a millisecond is a good disk, ten seconds is what senders wait for an answer. */
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Gauges gauges;
  private final DistributionSummary syncs;
  private final DistributionSummary commits;
  private final DistributionSummary persists;
  private final LongAdder corrupt;

  /**
   * @param own what the log held a moment ago that is written to
   * @param all the same of that one and of those that are only emptied
   * @param fails whether the last write failed
   */
  StorageMetrics(
      Settings settings,
      Branch branch,
      Supplier<LogView> own,
      Supplier<List<LogView>> all,
      BooleanSupplier fails) {
    Instruments instruments = settings.instruments();
    gauges = new Gauges(instruments);
    String[] labels = {"exporter", branch.exporter(), "signal", branch.signal().id()};
    gauges.gauge("sluice_storage_bytes", () -> sum(all, LogView::bytes), labels);
    gauges.gauge("sluice_storage_max_bytes", () -> own.get().maxBytes(), labels);
    gauges.gauge("sluice_storage_usable_bytes", () -> own.get().usableBytes(), labels);
    gauges.gauge("sluice_storage_segments", () -> sum(all, LogView::segments), labels);
    gauges.gauge("sluice_storage_items", () -> sum(all, LogView::openItems), labels);
    gauges.gauge(
        "sluice_storage_oldest_seconds",
        () -> seconds(settings.clock().epochMillis(), oldest(all.get())),
        labels);
    gauges.gauge("sluice_storage_failing", () -> fails.getAsBoolean() ? 1 : 0, labels);
    corrupt = instruments.count("sluice_storage_corrupt_records_total", labels);
    syncs = instruments.histogram("sluice_storage_fsync_duration_seconds", SECONDS, labels);
    commits = instruments.histogram("sluice_storage_commit_duration_seconds", SECONDS, labels);
    persists = instruments.histogram("sluice_storage_persist_duration_seconds", SECONDS, labels);
  }

  private static long sum(Supplier<List<LogView>> all, ToLongFunction<LogView> figure) {
    return all.get().stream().mapToLong(figure).sum();
  }

  private static long oldest(List<LogView> all) {
    return all.stream().mapToLong(LogView::oldestMillis).min().orElse(Long.MAX_VALUE);
  }

  /** A clock that was wrong when the record was written, or is now, makes nothing negative. */
  private static long seconds(long now, long then) {
    return then == Long.MAX_VALUE ? 0 : Math.max(0, (now - then) / 1000);
  }

  /** There is no storage any more: what was counted stays. */
  void forget() {
    gauges.forget();
  }

  @Override
  public void synced(long nanos) {
    syncs.record(nanos / NANOS);
  }

  @Override
  public void committed(long nanos) {
    commits.record(nanos / NANOS);
  }

  @Override
  public void persisted(long nanos) {
    persists.record(nanos / NANOS);
  }

  void corrupt(long records) {
    corrupt.add(records);
  }
}
