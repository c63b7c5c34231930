package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.ExemplarRanges;
import dev.sluice.receiver.prometheus.page.MetadataLine;
import dev.sluice.receiver.prometheus.page.NativeHistogram;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageVisitor;
import dev.sluice.receiver.prometheus.page.SampleLine;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one target's pages become in OTLP, scrape by scrape:
 *
 * <pre>
 *   begin -> (the parser tells of a page) -> endOfPage -> succeed
 *      |                  |                      |
 *      +------------------+----------------------+-----> fail
 * </pre>
 *
 * <p>Remembers series from page to page, for start times and stale markers. A failed scrape leaves
 * nothing of its page but marks everything that was there before as stale. Memory grows with the
 * number of series on a page, up to a bound beyond which the page is refused; series that vanish
 * are forgotten after the retention, or at once if they become more than those that are there. Not
 * for several threads at once.
 */
public final class TargetMetrics implements PageVisitor {
  /** Vanished series up to this number are kept for the retention, whatever the page's size. */
  private static final int KEPT_AT_LEAST = 10_000;

  /** About what a series costs in memory beside its text, with its point. */
  private static final long BYTES_PER_SERIES = 300;

  /** So much more or less is worth telling the other targets. */
  private static final long STEP_BYTES = 16 << 10;

  private final MappingOptions options;
  private final FamilyBook book = new FamilyBook();
  private final LabelAssembly assembly;
  private final Router router;
  private final ReportPoints report;
  private final ExemplarEncoder exemplars = new ExemplarEncoder();
  private final BytesTable<Series> table = new BytesTable<>();

  /** Series of this page that are to have stale markers from now on. */
  private final List<Series> reviving = new ArrayList<>();

  private PageCounts counts = new PageCounts();
  private int scrape;
  private long scrapeMillis;
  private long scrapeNanos;
  private long collectedNanos;
  private long processStartNanos;

  /** Series of the last good page. */
  private int known;

  private boolean hasMadeRoom;

  /** Bytes that were taken from the room of all targets. */
  private long taken;

  public TargetMetrics(TargetIdentity identity, MappingOptions options) {
    this.options = options;
    this.assembly = new LabelAssembly(identity.labels(), options);
    this.router = new Router(identity, options, book);
    this.report = new ReportPoints(identity.labels(), options, router);
  }

  /**
   * Begins a scrape.
   *
   * @param epochMillis the time of all samples that bring none of their own
   * @param nanoTime the monotonic clock
   */
  public void begin(long epochMillis, long nanoTime) {
    if (scrape == 0) collectedNanos = nanoTime;
    scrape++;
    scrapeMillis = epochMillis;
    scrapeNanos = nanoTime;
    hasMadeRoom = false;
    reviving.clear();
    counts = new PageCounts();
  }

  @Override
  public void type(MetadataLine line) throws PageException {
    book.type(line);
    if (isFull()) throw line.refuse(tooMuch());
  }

  @Override
  public void help(MetadataLine line) throws PageException {
    book.help(line);
    if (isFull()) throw line.refuse(tooMuch());
  }

  @Override
  public void unit(MetadataLine line) throws PageException {
    book.unit(line);
    if (isFull()) throw line.refuse(tooMuch());
  }

  @Override
  public void sample(SampleLine line) throws PageException {
    take(line, null);
  }

  @Override
  public void histogram(SampleLine line, NativeHistogram histogram) throws PageException {
    take(line, histogram);
    if (isFull()) throw line.refuse(tooMuch());
  }

  private void take(SampleLine line, @Nullable NativeHistogram histogram) throws PageException {
    counts.scraped++;
    Series series = seriesOf(line, histogram != null);
    boolean again = series.scrape == scrape;
    boolean ownTime = options.honorTimestamps() && line.hasTimestamp();
    if (!again) see(series, !ownTime || options.trackTimestampsStaleness());
    if (series.route == Route.DROPPED) return;
    counts.kept++;
    if (isLimitExceeded()) return;
    if (again && !ownTime) return;
    long millis = ownTime ? line.timestampMillis() : scrapeMillis;
    deliver(series.route, line, histogram, millis);
  }

  private Series seriesOf(SampleLine line, boolean isNative) throws PageException {
    Series series = table.find(line.array(), line.seriesFrom(), line.seriesTo());
    if (series == null) {
      series = new Series(line);
      send(series, route(line, isNative));
      table.add(series);
      if (isFull()) throw line.refuse(tooMuch());
    } else if (series.generation != book.generation()) {
      send(series, route(line, isNative));
    }
    return series;
  }

  /** Whether there is more to remember than may be, even without what is no longer there. */
  private boolean isFull() {
    if (!isTooMuch()) return false;
    if (!hasMadeRoom) {
      hasMadeRoom = true;
      forget(1);
      book.forgetUnsaid();
    }
    return isTooMuch();
  }

  private boolean isTooMuch() {
    long bytes = rememberedBytes();
    if (Math.abs(bytes - taken) >= STEP_BYTES) take(bytes);
    return bytes > options.memoryBytes() || options.room().isOver();
  }

  private void take(long bytes) {
    options.room().take(bytes - taken);
    taken = bytes;
  }

  /** Nothing of this target is needed any more; the last call. */
  public void forgetAll() {
    take(0);
  }

  private long rememberedBytes() {
    long series = table.size() * BYTES_PER_SERIES + 3 * table.keyBytes();
    return series + book.bytes() + router.bytes() + counts.nativeBytes;
  }

  private String tooMuch() {
    if (rememberedBytes() <= options.memoryBytes()) {
      return "the series of all targets together fill the memory that they may take";
    }
    return "%d series and their descriptions are more than this target may fill the memory with"
        .formatted(table.size());
  }

  private Route route(SampleLine line, boolean isNative) throws PageException {
    LabelSet labels = assembly.assemble(line);
    return labels == null ? Route.DROPPED : router.route(labels, isNative);
  }

  private void send(Series series, Route route) {
    if (series.route instanceof Route.ToPoint before) before.point().series--;
    if (route instanceof Route.ToPoint now) now.point().series++;
    series.route = route;
    series.generation = book.generation();
  }

  private void see(Series series, boolean isTracked) {
    series.scrape = scrape;
    series.seenNanos = scrapeNanos;
    counts.seen++;
    boolean isKept = series.route != Route.DROPPED;
    if (series.known) {
      counts.stayed++;
    } else if (isKept) {
      counts.added++;
    }
    series.tracked = isTracked && isKept;
    if (series.tracked != series.live || !series.known) reviving.add(series);
  }

  private void deliver(
      Route route, SampleLine line, @Nullable NativeHistogram histogram, long millis) {
    if (route instanceof Route.ToPoint to) {
      if (!Times.fits(millis)) {
        counts.skip("%s has a time that OTLP cannot say: %d ms".formatted(line.name(), millis));
      } else if (histogram != null && to.point() instanceof ExponentialPoint point) {
        deliver(point, line, histogram, millis);
      } else if (!to.point().add(scrape, to.part(), to.bound(), line.value(), millis)) {
        counts.skip("the samples of %s have different times".formatted(line.name()));
      } else {
        if (line.createdNanos() > 0) to.point().setCreated(line.createdNanos());
        if (line.hasExemplar()) addExemplar(to.point(), line.exemplar(), millis);
      }
    } else if (route instanceof Route.ToResource to) {
      to.resource().addInfo(scrape, to.labels());
    } else if (route instanceof Route.ToScope to) {
      to.scope().setAttributes(scrape, to.labels());
    } else if (route instanceof Route.Unusable unusable) {
      counts.skip(unusable.why());
    }
  }

  private void deliver(
      ExponentialPoint point, SampleLine line, NativeHistogram histogram, long millis) {
    String obstacle = ExponentialPoint.obstacle(histogram);
    if (!obstacle.isEmpty()) {
      counts.skip(line.name() + ": " + obstacle);
    } else if (!point.add(scrape, histogram, millis)) {
      counts.skip("the samples of %s have different times".formatted(line.name()));
    } else {
      counts.nativeBytes += point.bytes();
      if (line.createdNanos() > 0) point.setCreated(line.createdNanos());
      for (int i = 0; i < histogram.exemplarCount(); i++) {
        addExemplar(point, histogram.exemplar(i), millis);
      }
    }
  }

  private void addExemplar(Point point, ExemplarRanges ranges, long millis) {
    byte[] exemplar = exemplars.encode(ranges, millis);
    if (exemplar != null) point.addExemplar(exemplar);
  }

  private boolean isLimitExceeded() {
    int limit = options.limits().samples();
    return limit > 0 && counts.kept > limit;
  }

  /** Why the page must not be used although it was read to its end; null if it may. */
  public @Nullable String endOfPage() {
    if (isLimitExceeded()) {
      return "%d samples, sample_limit is %d".formatted(counts.kept, options.limits().samples());
    }
    if (options.startTimeMetric() == null) return null;
    long start = Times.nanosOfSeconds(router.valueOf(options.startTimeMetric(), scrape));
    if (start == 0)
      return "there is no start time: no gauge is called " + options.startTimeMetric();
    processStartNanos = start;
    return null;
  }

  /**
   * The scrape succeeded: everything that the page said, markers for what vanished, the report.
   *
   * @param out takes it, part by part as they are made
   */
  public void succeed(Report values, Consumer<Scraped> out) {
    book.endPage();
    if (counts.stayed < known) table.forEach(this::markIfVanished);
    for (Series series : reviving) {
      series.known = true;
      series.live = series.tracked;
    }
    known = counts.seen;
    finish(true, values, out);
  }

  private void markIfVanished(Series series) {
    if (series.scrape == scrape || !series.known) return;
    series.known = false;
    markStale(series);
  }

  /** The scrape failed: nothing of the page, markers for everything, the report. */
  public void fail(Report values, Consumer<Scraped> out) {
    // Under a new number, so that what the page said does not count.
    scrape++;
    table.forEach(this::markStale);
    finish(false, values, out);
  }

  /**
   * The target is no longer one: markers for everything, the report's own series too. The time is
   * that of {@link #begin}; nothing may come after it.
   */
  public void vanish(Consumer<Scraped> out) {
    scrape++;
    table.forEach(this::markStale);
    report.vanish(scrape, scrapeMillis);
    encode(out);
  }

  private void markStale(Series series) {
    if (!series.live) return;
    series.live = false;
    if (series.route instanceof Route.ToPoint to) {
      to.point().addStale(scrape, to.part(), to.bound(), scrapeMillis);
    } else if (series.route instanceof Route.ToResource to) {
      to.resource().addInfo(scrape, to.labels());
    } else if (series.route instanceof Route.ToScope to) {
      to.scope().setAttributes(scrape, to.labels());
    }
  }

  /** Series in memory, those that vanished included. */
  public int rememberedSeries() {
    return table.size();
  }

  /** Samples of the page that could not be used. */
  public int skipped() {
    return counts.skipped;
  }

  /** Why the first of them could not; empty if there was none. */
  public String skippedWhy() {
    return counts.skippedWhy;
  }

  private void finish(boolean up, Report values, Consumer<Scraped> out) {
    report.set(scrape, scrapeMillis, up, counts, values);
    encode(out);
    collect();
    take(rememberedBytes());
  }

  private void encode(Consumer<Scraped> out) {
    var parts = new Parts(out);
    for (ResourceNode resource : router.resources()) {
      resource.encode(scrape, processStartNanos, options.version(), parts);
    }
    parts.end();
  }

  private void collect() {
    long retention = options.retention().toNanos();
    boolean isCrowded = table.size() > 2L * Math.max(known, counts.seen) + KEPT_AT_LEAST;
    if (!isCrowded && scrapeNanos - collectedNanos < retention) return;
    collectedNanos = scrapeNanos;
    forget(isCrowded ? 1 : retention);
    book.forgetOld();
  }

  /** Forgets series that vanished and were seen last that long ago. */
  private void forget(long retentionNanos) {
    table.removeIf(series -> isOver(series, retentionNanos));
    router.forgetOrphans();
  }

  private boolean isOver(Series series, long retentionNanos) {
    if (series.live || scrapeNanos - series.seenNanos < retentionNanos) return false;
    send(series, Route.DROPPED);
    if (series.known) known--;
    return true;
  }
}
