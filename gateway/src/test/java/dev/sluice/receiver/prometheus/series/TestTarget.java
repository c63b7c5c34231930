package dev.sluice.receiver.prometheus.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.receiver.prometheus.page.NativeHistograms;
import dev.sluice.receiver.prometheus.page.PageException;
import dev.sluice.receiver.prometheus.page.PageFormat;
import dev.sluice.receiver.prometheus.page.PageParser;
import dev.sluice.receiver.prometheus.relabel.LabelSet;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A target whose pages a test writes, and what they became, read with the generated classes. */
final class TestTarget {
  static final long SECOND = 1_000_000_000L;
  static final long FIRST_MILLIS = 1_700_000_000_000L;
  private static final Set<String> REPORT =
      Set.of(
          Report.UP,
          Report.DURATION,
          Report.SCRAPED,
          Report.POST_RELABELING,
          Report.ADDED,
          Report.TIMEOUT,
          Report.SAMPLE_LIMIT,
          Report.BODY_BYTES);

  private final TargetMetrics metrics;
  private final PageParser parser = new PageParser(NativeHistograms.BESIDE_CLASSIC);
  private long millis = FIRST_MILLIS - 10_000;
  private final List<Scraped> parts = new ArrayList<>();

  TestTarget() {
    this(options());
  }

  TestTarget(MappingOptions options) {
    this(options, "h.example:8080", Map.of());
  }

  TestTarget(MappingOptions options, String instance, Map<String, String> moreLabels) {
    LabelSet labels = new LabelSet(moreLabels);
    labels.set("job", "shop");
    labels.set("instance", instance);
    LabelSet discovered = new LabelSet(moreLabels);
    discovered.set("__scheme__", "https");
    labels.names().stream().filter(name -> name.startsWith("__")).forEach(labels::remove);
    metrics = new TargetMetrics(new TargetIdentity(labels, discovered), options);
  }

  static MappingOptions options() {
    return MappingOptions.defaults("1.2.3");
  }

  /** The time of the scrape that was last begun. */
  long nanos() {
    return millis * 1_000_000;
  }

  Request text(String page) throws PageException {
    return scrape(PageFormat.TEXT, page);
  }

  Request openMetrics(String page) throws PageException {
    return scrape(PageFormat.OPENMETRICS, page + "# EOF\n");
  }

  Request scrape(PageFormat format, String page) throws PageException {
    return scrape(format, page.getBytes(StandardCharsets.UTF_8));
  }

  Request scrape(PageFormat format, byte[] page) throws PageException {
    begin(Duration.ofSeconds(10));
    read(format, page);
    String problem = metrics.endOfPage();
    assertThat(problem).isNull();
    return request(out -> metrics.succeed(report(), out));
  }

  /** A page that cannot be used; returns why. */
  String refused(String page) {
    return refused(PageFormat.TEXT, page.getBytes(StandardCharsets.UTF_8));
  }

  String refused(PageFormat format, byte[] page) {
    begin(Duration.ofSeconds(10));
    try {
      read(format, page);
      String problem = metrics.endOfPage();
      return problem == null ? "" : problem;
    } catch (PageException refused) {
      return refused.getMessage();
    }
  }

  /** Ends a scrape whose page was refused. */
  Request fail() {
    return request(out -> metrics.fail(report(), out));
  }

  /** A scrape that got no page. */
  Request failedScrape() {
    begin(Duration.ofSeconds(10));
    return fail();
  }

  void forgetAll() {
    metrics.forgetAll();
  }

  void begin(Duration sinceTheLast) {
    millis += sinceTheLast.toMillis();
    metrics.begin(millis, nanos());
  }

  private void read(PageFormat format, byte[] page) throws PageException {
    try {
      parser.parse(new ByteArrayInputStream(page), format, metrics);
    } catch (IOException fault) {
      throw new AssertionError(fault);
    }
  }

  private static Report report() {
    return new Report(0.25, 10, 77, 1234);
  }

  TargetMetrics last() {
    return metrics;
  }

  /** Of the last scrape. */
  List<Scraped> parts() {
    return parts;
  }

  int rememberedSeries() {
    return metrics.rememberedSeries();
  }

  private Request request(Consumer<Consumer<Scraped>> end) {
    parts.clear();
    end.accept(parts::add);
    var out = new ProtoWriter();
    int points = 0;
    for (Scraped part : parts) {
      int before = out.size();
      for (ResourceGroup group : part.groups()) group.writeTo(out);
      assertThat(part.bytes()).isEqualTo(out.size() - before);
      points += part.points();
    }
    try {
      var request = new Request(ExportMetricsServiceRequest.parseFrom(out.toByteArray()));
      assertThat(points).isEqualTo(request.allPoints());
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, String> attributes(List<KeyValue> attributes) {
    var map = new TreeMap<String, String>();
    attributes.forEach(
        kv -> assertThat(map.put(kv.getKey(), kv.getValue().getStringValue())).isNull());
    return map;
  }

  /** Easier to ask than the generated class. */
  record Request(ExportMetricsServiceRequest message) {

    List<ResourceMetrics> resources() {
      return message.getResourceMetricsList();
    }

    Map<String, String> resource() {
      assertThat(resources()).hasSize(1);
      return attributes(resources().get(0).getResource().getAttributesList());
    }

    /** Without the report. */
    List<Metric> metrics() {
      var metrics = new ArrayList<Metric>();
      for (ResourceMetrics resource : resources()) {
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          metrics.addAll(scope.getMetricsList());
        }
      }
      metrics.removeIf(metric -> REPORT.contains(metric.getName()));
      return metrics;
    }

    List<String> names() {
      return metrics().stream().map(Metric::getName).toList();
    }

    Metric metric(String name) {
      var found = new ArrayList<Metric>();
      for (ResourceMetrics resource : resources()) {
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          found.addAll(scope.getMetricsList());
        }
      }
      found.removeIf(metric -> !metric.getName().equals(name));
      assertThat(found).as(name).hasSize(1);
      return found.get(0);
    }

    NumberDataPoint number(String name) {
      Metric metric = metric(name);
      List<NumberDataPoint> points =
          metric.hasSum()
              ? metric.getSum().getDataPointsList()
              : metric.getGauge().getDataPointsList();
      assertThat(points).as(name).hasSize(1);
      return points.get(0);
    }

    double value(String name) {
      return number(name).getAsDouble();
    }

    int allPoints() {
      int points = 0;
      for (ResourceMetrics resource : resources()) {
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            points +=
                metric.getGauge().getDataPointsCount()
                    + metric.getSum().getDataPointsCount()
                    + metric.getHistogram().getDataPointsCount()
                    + metric.getExponentialHistogram().getDataPointsCount()
                    + metric.getSummary().getDataPointsCount();
          }
        }
      }
      return points;
    }
  }
}
