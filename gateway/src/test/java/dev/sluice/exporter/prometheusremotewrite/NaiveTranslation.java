package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Label;
import dev.sluice.testkit.RemoteWrite.Sample;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The translation once more, with objects, for comparison: no walk over bytes, every label set
 * built from the beginning in a sorted map. No exemplars, no created series, and of native
 * histograms their times only.
 */
final class NaiveTranslation {
  private static final long STALE = 0x7ff0000000000002L;
  private static final Set<String> SERVICE =
      Set.of("service.name", "service.namespace", "service.instance.id");

  final Map<String, List<Sample>> samples = new TreeMap<>();
  final Map<String, List<Long>> histograms = new TreeMap<>();
  int lost;

  private final Map<String, Map<Long, ExponentialHistogramDataPoint>> essences = new HashMap<>();

  private final Translation settings;
  private Resource resource = Resource.getDefaultInstance();
  private InstrumentationScope scope = InstrumentationScope.getDefaultInstance();

  private NaiveTranslation(Translation settings) {
    this.settings = settings;
  }

  static NaiveTranslation of(ExportMetricsServiceRequest request, Translation settings) {
    var translation = new NaiveTranslation(settings);
    var newest = new HashMap<Resource, Long>();
    for (ResourceMetrics group : request.getResourceMetricsList()) {
      translation.group(group, newest);
    }
    newest.forEach(translation::targetInfo);
    translation.samples.values().forEach(l -> l.sort(Comparator.comparingLong(Sample::millis)));
    translation.samples.values().removeIf(List::isEmpty);
    translation.histograms.replaceAll((name, list) -> list.stream().sorted().toList());
    return translation;
  }

  private void group(ResourceMetrics group, Map<Resource, Long> newest) {
    resource = group.getResource();
    newest.merge(group.getResource(), 0L, NaiveTranslation::newer);
    for (ScopeMetrics scopeMetrics : group.getScopeMetricsList()) {
      scope = scopeMetrics.getScope();
      for (Metric metric : scopeMetrics.getMetricsList()) {
        for (long time : metric(metric)) {
          newest.merge(group.getResource(), time, NaiveTranslation::newer);
        }
      }
    }
  }

  private static Long newer(Long a, Long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  private static Map<String, String> identity(Resource resource) {
    var labels = new TreeMap<String, String>();
    String namespace = null;
    String name = "";
    String instance = "";
    for (int i = resource.getAttributesCount() - 1; i >= 0; i--) {
      KeyValue attribute = resource.getAttributes(i);
      String value = text(attribute.getValue());
      switch (attribute.getKey()) {
        case "service.namespace" -> namespace = value;
        case "service.name" -> name = value;
        case "service.instance.id" -> instance = value;
        default -> {}
      }
    }
    if (!name.isEmpty()) labels.put("job", namespace == null ? name : namespace + "/" + name);
    if (!instance.isEmpty()) labels.put("instance", instance);
    return labels;
  }

  private void targetInfo(Resource of, long newest) {
    var others =
        of.getAttributesList().stream().filter(a -> !SERVICE.contains(a.getKey())).toList();
    Map<String, String> labels = attributes(others);
    if (!settings.targetInfo() || others.isEmpty() || labels == null || newest == 0) return;
    labels.putAll(identity(of));
    settings.externalLabels().forEach(labels::putIfAbsent);
    if (!labels.containsKey("job") && !labels.containsKey("instance")) return;
    String namespace = settings.names().namespace();
    String name = namespace.isEmpty() ? "target_info" : namespace + "_target_info";
    sample(labels, name, newest, Double.doubleToRawLongBits(1), 0);
  }

  private List<Long> metric(Metric metric) {
    String name =
        settings
            .names()
            .name(
                metric.getName(),
                metric.getUnit(),
                metric.hasSum() && metric.getSum().getIsMonotonic(),
                metric.hasGauge());
    return switch (metric.getDataCase()) {
      case GAUGE -> numbers(name, metric.getGauge().getDataPointsList(), true);
      case SUM ->
          numbers(
              name,
              metric.getSum().getDataPointsList(),
              isCumulative(metric.getSum().getAggregationTemporalityValue()));
      case HISTOGRAM ->
          histograms(
              name,
              metric.getHistogram().getDataPointsList(),
              isCumulative(metric.getHistogram().getAggregationTemporalityValue()));
      case EXPONENTIAL_HISTOGRAM ->
          exponentials(
              name,
              metric.getExponentialHistogram().getDataPointsList(),
              isCumulative(metric.getExponentialHistogram().getAggregationTemporalityValue()));
      case SUMMARY -> summaries(name, metric.getSummary().getDataPointsList());
      case DATA_NOT_SET -> List.of();
    };
  }

  private static boolean isCumulative(int temporality) {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE_VALUE;
  }

  private List<Long> numbers(String name, List<NumberDataPoint> points, boolean possible) {
    var times = new ArrayList<Long>();
    for (NumberDataPoint point : points) {
      times.add(point.getTimeUnixNano());
      Map<String, String> labels = labels(name, point.getAttributesList());
      if (!possible || labels == null) {
        lost++;
        continue;
      }
      double value =
          switch (point.getValueCase()) {
            case AS_DOUBLE -> point.getAsDouble();
            case AS_INT -> (double) point.getAsInt();
            case VALUE_NOT_SET -> 0;
          };
      long bits = Double.doubleToRawLongBits(value);
      if (conflicts(labels, name, point.getTimeUnixNano(), bits, point.getFlags())) {
        lost++;
        continue;
      }
      sample(labels, name, point.getTimeUnixNano(), bits, point.getFlags());
    }
    return times;
  }

  private List<Long> histograms(String name, List<HistogramDataPoint> points, boolean possible) {
    var times = new ArrayList<Long>();
    for (HistogramDataPoint point : points) {
      times.add(point.getTimeUnixNano());
      Map<String, String> labels = labels(name, point.getAttributesList());
      if (!possible || labels == null || !ascend(point.getExplicitBoundsList())) {
        lost++;
        continue;
      }
      labels.remove("le");
      histogram(name, point, labels);
    }
    return times;
  }

  private void histogram(String name, HistogramDataPoint point, Map<String, String> labels) {
    long time = point.getTimeUnixNano();
    int flags = point.getFlags();
    if (conflicts(labels, name + "_count", time, count(point.getCount()), flags)) {
      lost++;
      return;
    }
    boolean endsSums = (flags & 1) != 0 && !list(labels, name + "_sum").isEmpty();
    if (point.hasSum() || endsSums) {
      sample(labels, name + "_sum", time, Double.doubleToRawLongBits(point.getSum()), flags);
    }
    sample(labels, name + "_count", time, count(point.getCount()), flags);
    long below = 0;
    for (int i = 0; i < point.getExplicitBoundsCount(); i++) {
      boolean counted = i < point.getBucketCountsCount();
      if (counted) below += point.getBucketCounts(i);
      double bound = point.getExplicitBounds(i);
      if (bound == Double.POSITIVE_INFINITY || (!counted && (flags & 1) == 0)) continue;
      labels.put("le", Decimals.plain(bound));
      sample(labels, name + "_bucket", time, count(below), flags);
    }
    labels.put("le", "+Inf");
    sample(labels, name + "_bucket", time, count(point.getCount()), flags);
  }

  private static boolean ascend(List<Double> bounds) {
    for (int i = 0; i < bounds.size(); i++) {
      if (bounds.get(i).isNaN() || (i > 0 && !(bounds.get(i - 1) < bounds.get(i)))) return false;
    }
    return true;
  }

  private static long count(long count) {
    return Double.doubleToRawLongBits(
        new java.math.BigDecimal(Long.toUnsignedString(count)).doubleValue());
  }

  private List<Long> exponentials(
      String name, List<ExponentialHistogramDataPoint> points, boolean possible) {
    var times = new ArrayList<Long>();
    for (ExponentialHistogramDataPoint point : points) {
      times.add(point.getTimeUnixNano());
      Map<String, String> labels = labels(name, point.getAttributesList());
      if (!possible || labels == null || !isSound(point)) {
        lost++;
        continue;
      }
      labels.put("__name__", name);
      long millis = point.getTimeUnixNano() / 1_000_000;
      var known = known(text(labels)).putIfAbsent(millis, essence(point));
      if (known == null) {
        histograms.computeIfAbsent(text(labels), l -> new ArrayList<>()).add(millis);
      } else if (!known.equals(essence(point))) {
        lost++;
      }
    }
    return times;
  }

  private Map<Long, ExponentialHistogramDataPoint> known(String series) {
    return essences.computeIfAbsent(series, s -> new HashMap<>());
  }

  /** What of a point stands in a native histogram. */
  private static ExponentialHistogramDataPoint essence(ExponentialHistogramDataPoint point) {
    boolean stale = (point.getFlags() & 1) != 0;
    var essence =
        ExponentialHistogramDataPoint.newBuilder()
            .setScale(point.getScale())
            .setFlags(point.getFlags() & 1)
            .setZeroCount(point.getZeroCount());
    if (stale) return essence.build();
    if (point.getPositive().getBucketCountsCount() > 0) essence.setPositive(point.getPositive());
    if (point.getNegative().getBucketCountsCount() > 0) essence.setNegative(point.getNegative());
    return essence.setCount(point.getCount()).setSum(point.getSum()).build();
  }

  private static boolean isSound(ExponentialHistogramDataPoint point) {
    if (point.getScale() < -4) return false;
    if ((point.getFlags() & 1) != 0) return true;
    var sum = java.math.BigInteger.valueOf(point.getZeroCount());
    var counts = new ArrayList<>(point.getPositive().getBucketCountsList());
    counts.addAll(point.getNegative().getBucketCountsList());
    counts.add(point.getZeroCount());
    counts.add(point.getCount());
    if (counts.stream().anyMatch(c -> c < 0)) return false;
    for (long c : point.getPositive().getBucketCountsList()) {
      sum = sum.add(java.math.BigInteger.valueOf(c));
    }
    for (long c : point.getNegative().getBucketCountsList()) {
      sum = sum.add(java.math.BigInteger.valueOf(c));
    }
    int order = sum.compareTo(java.math.BigInteger.valueOf(point.getCount()));
    return Double.isNaN(point.getSum()) ? order <= 0 : order == 0;
  }

  private List<Long> summaries(String name, List<SummaryDataPoint> points) {
    var times = new ArrayList<Long>();
    for (SummaryDataPoint point : points) {
      times.add(point.getTimeUnixNano());
      Map<String, String> labels = labels(name, point.getAttributesList());
      List<Double> quantiles =
          point.getQuantileValuesList().stream().map(ValueAtQuantile::getQuantile).toList();
      if (labels == null || quantiles.stream().distinct().count() < quantiles.size()) {
        lost++;
        continue;
      }
      labels.remove("quantile");
      long time = point.getTimeUnixNano();
      int flags = point.getFlags();
      if (conflicts(labels, name + "_count", time, count(point.getCount()), flags)) {
        lost++;
        continue;
      }
      sample(labels, name + "_sum", time, Double.doubleToRawLongBits(point.getSum()), flags);
      sample(labels, name + "_count", time, count(point.getCount()), flags);
      for (ValueAtQuantile quantile : point.getQuantileValuesList()) {
        labels.put("quantile", Decimals.plain(quantile.getQuantile()));
        sample(labels, name, time, Double.doubleToRawLongBits(quantile.getValue()), flags);
      }
    }
    return times;
  }

  /** Null if the name or a key has no legal form. */
  private Map<String, String> labels(String name, List<KeyValue> attributes) {
    if (name.isEmpty()) return null;
    var all = new ArrayList<KeyValue>();
    var taken = new TreeSet<String>();
    for (KeyValue attribute : resource.getAttributesList()) {
      if (!settings.resourceLabels().takes(attribute.getKey())) continue;
      all.add(attribute);
      taken.add(attribute.getKey());
    }
    attributes.stream().filter(a -> !taken.contains(a.getKey())).forEach(all::add);
    Map<String, String> labels = attributes(all);
    if (labels == null) return null;
    labels.putAll(identity(resource));
    settings.externalLabels().forEach(labels::putIfAbsent);
    if (settings.scopeLabels()) addScope(labels);
    return labels;
  }

  private void addScope(Map<String, String> labels) {
    for (KeyValue attribute : scope.getAttributesList()) {
      if (List.of("name", "version", "schema_url").contains(attribute.getKey())) continue;
      String value = text(attribute.getValue());
      String name = settings.labelNames().of("otel_scope_" + attribute.getKey());
      if (!value.isEmpty()) labels.put(name, value);
    }
    if (!scope.getName().isEmpty()) labels.put("otel_scope_name", scope.getName());
    if (!scope.getVersion().isEmpty()) labels.put("otel_scope_version", scope.getVersion());
  }

  private Map<String, String> attributes(List<KeyValue> attributes) {
    var sorted = new ArrayList<>(attributes);
    sorted.sort((a, b) -> java.util.Arrays.compareUnsigned(utf8(a.getKey()), utf8(b.getKey())));
    var labels = new TreeMap<String, String>(LabelSet::compareBytes);
    for (KeyValue attribute : sorted) {
      String value = text(attribute.getValue());
      if (value.isEmpty()) continue;
      String name = settings.labelNames().of(attribute.getKey());
      if (name.isEmpty()) return null;
      String before = labels.get(name);
      labels.put(name, before == null || before.equals(value) ? value : before + ";" + value);
    }
    return labels;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(AnyValue value) {
    byte[] bytes = value.toByteArray();
    var out = new ProtoWriter();
    AnyValueText.appendText(bytes, 0, bytes.length, true, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The first value of a time stays. */
  private void sample(Map<String, String> labels, String name, long nanos, long bits, int flags) {
    var sample = new Sample((flags & 1) == 0 ? bits : STALE, nanos / 1_000_000);
    List<Sample> list = list(labels, name);
    if (list.stream().noneMatch(s -> s.millis() == sample.millis())) list.add(sample);
  }

  private boolean conflicts(
      Map<String, String> labels, String name, long nanos, long bits, int flags) {
    var sample = new Sample((flags & 1) == 0 ? bits : STALE, nanos / 1_000_000);
    return list(labels, name).stream()
        .anyMatch(s -> s.millis() == sample.millis() && s.bits() != sample.bits());
  }

  private List<Sample> list(Map<String, String> labels, String name) {
    labels.put("__name__", name);
    List<Sample> list = samples.computeIfAbsent(text(labels), l -> new ArrayList<>());
    labels.remove("__name__");
    return list;
  }

  private static String text(Map<String, String> labels) {
    return RemoteWrite.text(
        labels.entrySet().stream().map(e -> new Label(e.getKey(), e.getValue())).toList());
  }
}
