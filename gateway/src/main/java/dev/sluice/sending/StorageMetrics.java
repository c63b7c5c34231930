package dev.sluice.sending;

import dev.sluice.component.Settings;
import dev.sluice.data.Branch;
import dev.sluice.sending.storage.LogMeter;
import dev.sluice.sending.storage.LogView;
import dev.sluice.telemetry.Instruments;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** What operators see of one exporter's storage; there from the start, with 0. */
final class StorageMetrics implements LogMeter {
  /** Half a millisecond is a good disk, ten seconds is what senders wait for an answer. */
  private static final Duration[] BOUNDS =
      LongStream.of(
              500,
              1000,
              2500,
              5000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              5_000_000,
              10_000_000)
          .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
          .toArray(Duration[]::new);

  private final Gauges gauges;
  private final Timer syncs;
  private final Timer commits;
  private final Timer persists;
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
    syncs = instruments.durations("sluice_storage_fsync_duration_seconds", BOUNDS, labels);
    commits = instruments.durations("sluice_storage_commit_duration_seconds", BOUNDS, labels);
    persists = instruments.durations("sluice_storage_persist_duration_seconds", BOUNDS, labels);
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
    syncs.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void committed(long nanos) {
    commits.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void persisted(long nanos) {
    persists.record(nanos, TimeUnit.NANOSECONDS);
  }

  void corrupt(long records) {
    corrupt.add(records);
  }
}
