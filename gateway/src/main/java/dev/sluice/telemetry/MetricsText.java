package dev.sluice.telemetry;

import dev.sluice.wire.ProtoWriter;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of the gateway as Prometheus' text, in the way one reader wants to see them. Names
 * are those in {@code metrics.yaml}, the same in both formats; the order is always the same.
 *
 * <p>Any thread. All that does not change is rendered once, so a scrape copies bytes and reads
 * values: no strings, but what the JVM's own beans make.
 */
public final class MetricsText {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsText.class);

  private final Instruments instruments;
  private final MetricsView view;
  private final Bulletin troubles;
  private final Map<MetricsFormat, Page> pages = new EnumMap<>(MetricsFormat.class);

  public MetricsText(Instruments instruments, MetricsView view) {
    this.instruments = instruments;
    this.view = view;
    this.troubles = new Bulletin(instruments.registry().config().clock()::monotonicTime);
  }

  /** How this reader sees the collector's names, for an operator: one of them. */
  public String exampleName() {
    String name = "otelcol_exporter_sent_spans";
    Declaration declaration = Manifest.DECLARED.find(name);
    return declaration == null ? name : MetricNames.shown(declaration, view);
  }

  /** Appends the whole page. A value that cannot be read is left out and logged. */
  public void write(MetricsFormat format, ProtoWriter out) {
    page(format)
        .write(
            out,
            e -> troubles.warn(LOG, () -> "a metric could not be read, and is left out: " + e));
  }

  private synchronized Page page(MetricsFormat format) {
    Page page = pages.get(format);
    if (page == null || page.changes() != instruments.changes()) {
      page = PageDraft.draw(instruments, view, format);
      pages.put(format, page);
    }
    return page;
  }
}
