package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Golden;
import dev.sluice.wire.ProtoWriter;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static final Map<String, String> RESOURCE =
      Map.of(
          "service.name", "sluice",
          "service.version", "1.2.3",
          "service.instance.id", "0a1b");

  private final Instruments instruments = new Instruments();

  @Test
  void thePage_isAsTheCollectorsIs() throws IOException {
    registerSome();
    Golden.assertMatches("telemetry/page.prom", page(collectors(MetricsLevel.DETAILED)));
  }

  @Test
  void openMetrics_hasTheSameNames() throws IOException {
    registerSome();
    Golden.assertMatches(
        "telemetry/page.om", page(collectors(MetricsLevel.DETAILED), MetricsFormat.OPENMETRICS));
  }

  @Test
  void suffixesAndScope_standWhereAReaderWantsThem() throws IOException {
    registerSome();
    var view = new MetricsView(MetricsLevel.DETAILED, false, false, false, Map.of(), RESOURCE);
    Golden.assertMatches("telemetry/page-suffixes.prom", page(view));
  }

  private void registerSome() {
    instruments.count("otelcol_exporter_sent_spans", "exporter", "otlphttp").add(1_234_567);
    instruments.count("otelcol_exporter_sent_spans", "exporter", "debug");
    instruments.count("otelcol_receiver_accepted_spans", "transport", "grpc", "receiver", "otlp");
    instruments.gauge(
        "otelcol_exporter_queue_size", () -> 7, "exporter", "loki/\"eu\"\\\n", "data_type", "logs");
    instruments.counter("otelcol_process_uptime", () -> 12.25);
    instruments.gauge("otelcol_process_memory_rss", () -> 123_456_789_012.0);
    instruments.count(
        "sluice_items_dropped_total",
        "exporter",
        "loki",
        "signal",
        "logs",
        "reason",
        "retry_timeout");
    var sizes =
        instruments.histogram(
            "otelcol_processor_batch_batch_send_size",
            new double[] {10, 25, 100_000},
            "processor",
            "batch");
    sizes.record(10);
    sizes.record(11);
    sizes.record(1e6);
    instruments.histogram(
        "otelcol_processor_batch_batch_send_size_bytes",
        new double[] {0.5, 1},
        "processor",
        "batch");
    Timer.builder("jvm.gc.pause")
        .tags("action", "end of minor GC", "cause", "G1", "gc", "G1 Young")
        .register(instruments.registry())
        .record(Duration.ofMillis(12));
  }

  @Test
  void aLevel_showsWhatStandsBelowIt() {
    registerSome();
    assertThat(page(collectors(MetricsLevel.BASIC)))
        .contains("otelcol_exporter_sent_spans")
        .doesNotContain("batch_send_size", "jvm_gc_pause");
    assertThat(page(collectors(MetricsLevel.NORMAL)))
        .contains("jvm_gc_pause_seconds_max", "batch_send_size")
        .doesNotContain("batch_send_size_bytes");
  }

  @Test
  void durations_areCountedByFractionsOfASecond() {
    Timer syncs =
        instruments.durations(
            "sluice_storage_fsync_duration_seconds",
            new Duration[] {
              Duration.ofNanos(500_000), Duration.ofMillis(25), Duration.ofSeconds(1)
            },
            "exporter",
            "a",
            "signal",
            "logs");
    for (int micros : new int[] {300, 500, 501, 24_000, 2_000_000}) {
      syncs.record(Duration.ofNanos(micros * 1000L));
    }
    String series =
        "sluice_storage_fsync_duration_seconds%s{exporter=\"a\",signal=\"logs\"%s} %s\n";
    String page = page(MetricsView.of(MetricsLevel.NORMAL, Map.of()));
    assertThat(page)
        .contains(
            series.formatted("_bucket", ",le=\"0.0005\"", "2"),
            series.formatted("_bucket", ",le=\"0.025\"", "4"),
            series.formatted("_bucket", ",le=\"1\"", "4"),
            series.formatted("_bucket", ",le=\"+Inf\"", "5"),
            series.formatted("_sum", "", "2.025301"),
            series.formatted("_count", "", "5"));
  }

  @Test
  void aSeriesThatComesLater_isOnTheNextPage() {
    var text = new MetricsText(instruments, collectors(MetricsLevel.NORMAL));
    assertThat(write(text)).doesNotContain("exporter=");
    instruments.count("otelcol_exporter_sent_spans", "exporter", "a").add(3);
    assertThat(write(text)).contains("exporter=\"a\",").contains("} 3\n");
  }

  @Test
  void aValueThatCannotBeRead_hidesNoOther() {
    instruments.counter(
        "otelcol_exporter_sent_spans",
        () -> {
          throw new IllegalStateException("broken");
        },
        "exporter",
        "a");
    instruments.counter("otelcol_exporter_sent_spans", () -> 5, "exporter", "b");
    assertThat(page(collectors(MetricsLevel.NORMAL)))
        .doesNotContain("exporter=\"a\"")
        .contains("exporter=\"b\"");
  }

  @Test
  void whatACounterReads_outlivesItsMaker() {
    var value = new AtomicLong(1);
    var collected = new WeakReference<>(new Object());
    instruments.counter("otelcol_process_uptime", value::get);
    for (int i = 0; i < 100 && collected.get() != null; i++) System.gc();
    value.set(2);
    assertThat(page(collectors(MetricsLevel.NORMAL))).containsPattern("process_uptime\\{.*} 2\n");
  }

  @Test
  void resourceAttributes_becomeLabels() {
    instruments.counter("otelcol_process_uptime", () -> 1);
    var view = MetricsView.of(MetricsLevel.NORMAL, Map.of("k8s.pod-name", "p", "1st", "x"));
    assertThat(page(view)).contains("otelcol_process_uptime{_1st=\"x\",k8s_pod_name=\"p\"} 1\n");
  }

  private static MetricsView collectors(MetricsLevel level) {
    return MetricsView.of(level, RESOURCE);
  }

  private String page(MetricsView view) {
    return page(view, MetricsFormat.TEXT);
  }

  private String page(MetricsView view, MetricsFormat format) {
    return write(new MetricsText(instruments, view), format);
  }

  private static String write(MetricsText text) {
    return write(text, MetricsFormat.TEXT);
  }

  private static String write(MetricsText text, MetricsFormat format) {
    var out = new ProtoWriter();
    text.write(format, out);
    return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
  }
}
