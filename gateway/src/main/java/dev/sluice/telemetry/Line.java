package dev.sluice.telemetry;

import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ProtoWriter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** One or more lines of the page, whose values are read when they are written. */
interface Line {
  void write(ProtoWriter out);

  /** {@code name{labels} value}. */
  static Line value(String name, String labels, DoubleSupplier value) {
    byte[] start = start(name, labels);
    return out -> append(start, value.getAsDouble(), out);
  }

  /** How long things took altogether, and how many there were. */
  static Line summary(String name, String labels, Timer timer) {
    byte[] sum = start(name + "_sum", labels);
    byte[] count = start(name + "_count", labels);
    return out -> {
      append(sum, timer.totalTime(TimeUnit.SECONDS), out);
      append(count, (double) timer.count(), out);
    };
  }

  /** The buckets of one histogram, its sum and its count. */
  static Line histogram(
      String name, String labels, DistributionSummary summary, MetricsFormat format) {
    return histogram(
        name, labels, summary, CountAtBucket::bucket, HistogramSnapshot::total, format);
  }

  /** The same of how long things took, in seconds. */
  static Line durations(String name, String labels, Timer timer, MetricsFormat format) {
    return histogram(
        name,
        labels,
        timer,
        bucket -> bucket.bucket(TimeUnit.SECONDS),
        snapshot -> snapshot.total(TimeUnit.SECONDS),
        format);
  }

  private static Line histogram(
      String name,
      String labels,
      HistogramSupport meter,
      ToDoubleFunction<CountAtBucket> bounds,
      ToDoubleFunction<HistogramSnapshot> total,
      MetricsFormat format) {
    CountAtBucket[] buckets = meter.takeSnapshot().histogramCounts();
    byte[][] starts = new byte[buckets.length + 1][];
    for (int i = 0; i < buckets.length; i++) {
      starts[i] = bucket(name, labels, bound(bounds.applyAsDouble(buckets[i]), format));
    }
    starts[buckets.length] = bucket(name, labels, "+Inf");
    byte[] sum = start(name + "_sum", labels);
    byte[] count = start(name + "_count", labels);
    return out -> {
      HistogramSnapshot snapshot = meter.takeSnapshot();
      CountAtBucket[] counts = snapshot.histogramCounts();
      double all = snapshot.count();
      for (int i = 0; i < counts.length; i++) {
        // Recording goes on meanwhile, and no bucket may hold more than the last.
        all = Math.max(all, counts[i].count());
        append(starts[i], counts[i].count(), out);
      }
      append(starts[counts.length], all, out);
      append(sum, total.applyAsDouble(snapshot), out);
      append(count, all, out);
    };
  }

  private static byte[] bucket(String name, String labels, String bound) {
    String separator = labels.isEmpty() ? "" : ",";
    return start(name + "_bucket", labels + separator + "le=\"" + bound + "\"");
  }

  /** OpenMetrics writes {@code 10.0} where the older text has {@code 10}. */
  private static String bound(double bound, MetricsFormat format) {
    String text = Decimals.plain(bound);
    return format == MetricsFormat.OPENMETRICS && text.indexOf('.') < 0 ? text + ".0" : text;
  }

  private static byte[] start(String name, String labels) {
    String braced = labels.isEmpty() ? "" : "{" + labels + "}";
    return (name + braced + " ").getBytes(StandardCharsets.UTF_8);
  }

  private static void append(byte[] start, double value, ProtoWriter out) {
    out.raw(start, 0, start.length);
    if (Double.isFinite(value)) {
      Decimals.append(value, out);
    } else {
      Decimals.appendPlain(value, out);
    }
    out.rawByte('\n');
  }
}
