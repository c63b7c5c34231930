package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.page.PageParser;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.wire.ProtoWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a target says, what we make of it is a request that our own door would take. */
class DamagedPagesTest {
  private static final String[] FILES = {"jmx.om", "micrometer.om", "jmx.prom", "micrometer.prom"};
  private static final String ALL_TYPES =
      """
      # TYPE c counter
      # UNIT c_s s
      c_total{a="b"} 1 # {trace_id="0af7651916cd43dd8448eb211c80319c",x="y"} 0.5 1600000000
      c_created{a="b"} 1600000000
      # TYPE h histogram
      h_bucket{le="1"} 1 # {span_id="b7ad6b7169203331"} 1
      h_bucket{le="+Inf"} 2 1600000000
      h_sum 3
      h_count 2
      # TYPE s summary
      s{quantile="0.5"} NaN
      s_count 1
      # TYPE g gaugehistogram
      g_bucket{le="1"} 1
      # TYPE i info
      i_info{v="1"} 1
      target_info{x="y"} 1
      otel_scope_info{otel_scope_name="n",z="y"} 1
      # EOF
      """;

  /** What is done to a page. */
  enum Kind {
    CHANGE,
    REMOVE,
    DOUBLE_LINE,
    CUT_OFF
  }

  @Property(tries = 150)
  void anyPage_becomesAWellFormedRequest(
      @ForAll @IntRange(min = 0, max = 4) int file,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0) Integer> wheres,
      @ForAll byte what,
      @ForAll Kind kind)
      throws IOException {
    byte[] page =
        file == FILES.length ? ALL_TYPES.getBytes(StandardCharsets.UTF_8) : page(FILES[file]);
    var target =
        new TargetMetrics(
            new TargetIdentity(new LabelSet(Map.of("job", "j", "instance", "h:1")), new LabelSet()),
            MappingOptions.defaults("1"));
    for (int scrape = 0; scrape < 3; scrape++) {
      byte[] said = page;
      if (scrape != 1) {
        for (int where : wheres) said = damage(said, where, what, kind);
      }
      check(scrape(target, scrape, said));
    }
  }

  private static Scraped scrape(TargetMetrics target, int scrape, byte[] page) throws IOException {
    target.begin(1_700_000_000_000L + scrape * 10_000L, scrape * 10_000_000_000L);
    var report = new Report(0.1, 10, 0, page.length);
    try {
      new PageParser().parse(new ByteArrayInputStream(page), PageFormat.OPENMETRICS, target);
      return one(out -> target.succeed(report, out));
    } catch (PageException openMetrics) {
      // Half of a page was seen before it broke off; now the same under the other format.
    }
    target.begin(1_700_000_000_001L + scrape * 10_000L, scrape * 10_000_000_000L + 1);
    try {
      new PageParser().parse(new ByteArrayInputStream(page), PageFormat.TEXT, target);
      return one(out -> target.succeed(report, out));
    } catch (PageException text) {
      return one(out -> target.fail(report, out));
    }
  }

  private static Scraped one(Consumer<Consumer<Scraped>> end) {
    var parts = new ArrayList<Scraped>();
    end.accept(parts::add);
    assertThat(parts).hasSize(1);
    return parts.get(0);
  }

  private static void check(Scraped scraped) {
    var out = new ProtoWriter();
    for (ResourceGroup group : scraped.groups()) group.writeTo(out);
    Scanned scanned = OtlpScan.scan(Signal.METRICS, out.toByteArray(), ScanLimits.DEFAULT);
    assertThat(scanned.items()).isEqualTo(scraped.points());
    assertThat(scanned.repaired()).isZero();
  }

  private static byte[] damage(byte[] page, int where, byte what, Kind kind) {
    if (page.length == 0) return page;
    int at = where % page.length;
    byte[] damaged = page.clone();
    switch (kind) {
      case CHANGE -> damaged[at] = what;
      case REMOVE -> {
        damaged = new byte[page.length - 1];
        System.arraycopy(page, 0, damaged, 0, at);
        System.arraycopy(page, at + 1, damaged, at, page.length - at - 1);
      }
      case DOUBLE_LINE -> {
        int from = at;
        while (from > 0 && page[from - 1] != '\n') from--;
        int to = at;
        while (to < page.length - 1 && page[to] != '\n') to++;
        damaged = new byte[page.length + to + 1 - from];
        System.arraycopy(page, 0, damaged, 0, to + 1);
        System.arraycopy(page, from, damaged, to + 1, page.length - from);
      }
      case CUT_OFF -> damaged = Arrays.copyOf(page, at);
    }
    return damaged;
  }

  private static byte[] page(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            DamagedPagesTest.class.getResourceAsStream(
                "/dev/sluice/receiver/prometheus/" + file))) {
      return in.readAllBytes();
    }
  }
}
