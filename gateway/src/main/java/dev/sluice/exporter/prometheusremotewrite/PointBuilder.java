package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a point for the cache out of its key: the label sets of all its series. For cache misses;
 * not for several threads.
 */
final class PointBuilder {
  /** Of one series. A command line among the labels has some ten kilobytes. */
  private static final int MAX_SERIES_BYTES = 1 << 20;

  /** Of all series of one point: nobody takes more, nor would we hold it. */
  private static final long MAX_POINT_BYTES = 32L << 20;

  private static final double[] NO_NUMBERS = {};

  private static final String LE = "le";
  private static final String QUANTILE = "quantile";

  private final Translation translation;
  private final Wire wire;
  private final SeriesTable table;

  PointBuilder(Translation translation, Wire wire, SeriesTable table) {
    this.translation = translation;
    this.wire = wire;
    this.table = table;
  }

  PointNode point(MetricNode metric, byte[] key, int hash) {
    if (metric.name.isEmpty()) return new PointNode(metric, key, hash, Omission.METRIC_NAME);
    double[] numbers = metric.kind.hasTail() ? KeyTail.numbers(key) : NO_NUMBERS;
    int tail = metric.kind.hasTail() ? KeyTail.sizeInBytes(numbers.length) : 0;
    List<Attribute> attributes =
        Attribute.list(key, 0, key.length - tail, metric.kind.attributesField);
    LabelSet labels = metric.resource.labels.pointLabels(attributes, metric.scope, translation);
    if (labels == null) return new PointNode(metric, key, hash, Omission.ATTRIBUTE_KEY);
    long seriesBytes = (long) labels.sizeInBytes() + metric.name.length();
    if (seriesBytes > MAX_SERIES_BYTES || (numbers.length + 4L) * seriesBytes > MAX_POINT_BYTES) {
      return new PointNode(metric, key, hash, Omission.TOO_LARGE);
    }
    return switch (metric.kind) {
      case GAUGE, COUNTER, UP_DOWN ->
          point(metric, key, hash, labels, new Series[] {series(labels, metric.name)});
      case EXPONENTIAL ->
          point(metric, key, hash, labels, new Series[] {histograms(labels, metric.name)});
      case HISTOGRAM -> histogram(metric, key, hash, labels, numbers);
      case SUMMARY -> summary(metric, key, hash, labels, numbers);
    };
  }

  private PointNode point(
      MetricNode metric, byte[] key, int hash, LabelSet labels, Series[] series) {
    return new PointNode(metric, key, hash, series, created(metric, labels));
  }

  private @Nullable Series created(MetricNode metric, LabelSet labels) {
    boolean hasStart =
        switch (metric.kind) {
          case COUNTER, HISTOGRAM, SUMMARY -> true;
          case GAUGE, UP_DOWN, EXPONENTIAL -> false;
        };
    if (!hasStart || !translation.createdSeries()) return null;
    return series(labels.remove(LE).remove(QUANTILE), metric.name + "_created");
  }

  private PointNode histogram(
      MetricNode metric, byte[] key, int hash, LabelSet labels, double[] bounds) {
    if (!ascend(bounds)) return new PointNode(metric, key, hash, Omission.CONTRADICTORY);
    // A bound of +Inf says what the last bucket says anyway.
    int finite = bounds.length;
    if (finite > 0 && bounds[finite - 1] == Double.POSITIVE_INFINITY) finite--;
    labels.remove(LE);
    HistogramForm form = translation.histograms();
    Series custom = form.isNative ? histograms(labels, metric.name) : null;
    Series[] classic = form.isClassic ? classic(metric, labels, bounds, finite) : new Series[0];
    PointNode point = point(metric, key, hash, labels, classic);
    point.custom = custom;
    return point;
  }

  private Series[] classic(MetricNode metric, LabelSet labels, double[] bounds, int finite) {
    var series = new Series[PointNode.FIRST_BUCKET + finite + 1];
    series[PointNode.SUM] = series(labels, metric.name + "_sum");
    series[PointNode.COUNT] = series(labels, metric.name + "_count");
    String bucket = metric.name + "_bucket";
    for (int i = 0; i < finite; i++) {
      labels.put(LE, Decimals.plain(bounds[i]));
      series[PointNode.FIRST_BUCKET + i] = series(labels, bucket);
    }
    labels.put(LE, "+Inf");
    series[series.length - 1] = series(labels, bucket);
    return series;
  }

  /** Strictly, and none is NaN. */
  private static boolean ascend(double[] bounds) {
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i - 1] >= bounds[i])) return false;
    }
    return true;
  }

  private PointNode summary(
      MetricNode metric, byte[] key, int hash, LabelSet labels, double[] quantiles) {
    if (DoubleStream.of(quantiles).distinct().count() < quantiles.length) {
      return new PointNode(metric, key, hash, Omission.CONTRADICTORY);
    }
    labels.remove(QUANTILE);
    var series = new Series[PointNode.FIRST_BUCKET + quantiles.length];
    series[PointNode.SUM] = series(labels, metric.name + "_sum");
    series[PointNode.COUNT] = series(labels, metric.name + "_count");
    for (int i = 0; i < quantiles.length; i++) {
      labels.put(QUANTILE, Decimals.plain(quantiles[i]));
      series[PointNode.FIRST_BUCKET + i] = series(labels, metric.name);
    }
    return point(metric, key, hash, labels, series);
  }

  private Series series(LabelSet labels, String name) {
    return acquire(labels.put(LabelSet.NAME, name), false);
  }

  private Series histograms(LabelSet labels, String name) {
    return acquire(labels.put(LabelSet.NAME, name), true);
  }

  private Series acquire(LabelSet labels, boolean histograms) {
    Series made = wire.series(labels, histograms);
    Series acquired = table.acquire(made);
    if (acquired != made) wire.forget(made);
    return acquired;
  }

  /** The {@code target_info} of a resource: without a series if it has none. */
  PointNode targetInfo(ResourceNode resource) {
    LabelSet labels = resource.labels.targetInfo(translation);
    Series[] series = labels == null ? new Series[0] : new Series[] {acquire(labels, false)};
    byte[] noKey = ByteSlice.EMPTY.array();
    return new PointNode(resource, noKey, NodeTable.hash(resource, noKey, 0, 0), series, null);
  }
}
