package dev.sluice.receiver.prometheus.page;

import dev.sluice.wire.ProtoWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A metric family as an instrumentation library has it, and as it writes it in each format.
 *
 * @param name without {@code _total}
 * @param unit at the end of the name; empty if there is none
 */
public record ExposedFamily(
    String name, String help, FamilyType type, String unit, List<Instance> instances) {

  public record Exemplar(Map<String, String> labels, double value, @Nullable Long seconds) {}

  /** A bucket with its cumulative count, or a quantile with its value. */
  public record Bucket(double bound, double value, @Nullable Exemplar exemplar) {}

  /**
   * @param value of a counter or a gauge; of the others, the sum
   * @param createdSeconds when it began
   */
  public record Instance(
      Map<String, String> labels,
      double value,
      long count,
      List<Bucket> buckets,
      @Nullable Exemplar exemplar,
      @Nullable Long createdSeconds,
      @Nullable Long seconds) {}

  /** Text 0.0.4, which can say neither units nor exemplars nor when a count began. */
  public void text(StringBuilder page) {
    String full = type == FamilyType.COUNTER ? name + "_total" : name;
    page.append("# HELP ").append(full).append(' ').append(escape(help)).append('\n');
    String word = type == FamilyType.UNKNOWN ? "untyped" : type.word();
    page.append("# TYPE ").append(full).append(' ').append(word).append('\n');
    for (Instance instance : instances) lines(page, instance, false);
  }

  public void openMetrics(StringBuilder page) {
    page.append("# TYPE ").append(name).append(' ').append(type.word()).append('\n');
    if (!unit.isEmpty()) page.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
    page.append("# HELP ").append(name).append(' ').append(escape(help)).append('\n');
    for (Instance instance : instances) lines(page, instance, true);
  }

  private void lines(StringBuilder page, Instance one, boolean isOpenMetrics) {
    boolean isGauge = type == FamilyType.GAUGE_HISTOGRAM;
    switch (type) {
      case COUNTER -> line(page, "_total", one, one.value, one.exemplar, isOpenMetrics);
      case GAUGE, UNKNOWN -> line(page, "", one, one.value, null, isOpenMetrics);
      default -> {
        boolean isSummary = type == FamilyType.SUMMARY;
        for (Bucket bucket : one.buckets) {
          var labels = new TreeMap<>(one.labels);
          labels.put(isSummary ? "quantile" : "le", Numbers.openMetrics(bucket.bound));
          var part = new Instance(labels, 0, 0, List.of(), null, null, one.seconds);
          String suffix = isSummary ? "" : "_bucket";
          line(page, suffix, part, bucket.value, bucket.exemplar, isOpenMetrics);
        }
        line(page, isGauge ? "_gsum" : "_sum", one, one.value, null, isOpenMetrics);
        line(page, isGauge ? "_gcount" : "_count", one, one.count, null, isOpenMetrics);
      }
    }
    if (isOpenMetrics && one.createdSeconds != null) {
      line(page, "_created", one, one.createdSeconds, null, true);
    }
  }

  private void line(
      StringBuilder page,
      String suffix,
      Instance instance,
      double value,
      @Nullable Exemplar exemplar,
      boolean isOpenMetrics) {
    page.append(name).append(suffix).append(labels(instance.labels)).append(' ');
    page.append(Numbers.openMetrics(value));
    if (instance.seconds != null) {
      page.append(' ').append(isOpenMetrics ? instance.seconds : instance.seconds * 1000);
    }
    if (isOpenMetrics && exemplar != null) {
      page.append(" # ").append(labels(exemplar.labels)).append(' ');
      page.append(Numbers.openMetrics(exemplar.value));
      if (exemplar.seconds != null) page.append(' ').append(exemplar.seconds);
    }
    page.append('\n');
  }

  private static String labels(Map<String, String> labels) {
    var text = new StringBuilder("{");
    labels.forEach(
        (key, value) -> text.append(key).append("=\"").append(escape(value)).append("\","));
    return text.append('}').toString();
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** One message after its length. */
  public void protobuf(ProtoWriter page) {
    var out = new ProtoWriter();
    out.string(1, type == FamilyType.COUNTER ? name + "_total" : name);
    out.string(2, help);
    out.varint(3, number());
    writeMetrics(out);
    if (!unit.isEmpty()) out.string(5, unit);
    page.rawVarint(out.size()).raw(out.array(), 0, out.size());
  }

  void writeMetrics(ProtoWriter out) {
    for (Instance instance : instances) {
      int metric = out.begin(4);
      writeLabels(out, instance.labels);
      writeData(out, instance);
      if (instance.seconds != null) out.varint(6, instance.seconds * 1000);
      out.end(metric);
    }
  }

  private int number() {
    return switch (type) {
      case COUNTER -> 0;
      case GAUGE -> 1;
      case SUMMARY -> 2;
      case HISTOGRAM -> 4;
      case GAUGE_HISTOGRAM -> 5;
      default -> 3;
    };
  }

  private void writeData(ProtoWriter out, Instance one) {
    switch (type) {
      case COUNTER -> {
        int data = out.begin(3);
        out.float64(1, one.value);
        if (one.exemplar != null) writeExemplar(out, 2, one.exemplar);
        writeTime(out, 3, one.createdSeconds);
        out.end(data);
      }
      case GAUGE, UNKNOWN -> {
        int data = out.begin(type == FamilyType.GAUGE ? 2 : 5);
        out.float64(1, one.value);
        out.end(data);
      }
      case SUMMARY -> {
        int data = out.begin(4);
        out.varint(1, one.count).float64(2, one.value);
        for (Bucket quantile : one.buckets) {
          int at = out.begin(3);
          out.float64(1, quantile.bound).float64(2, quantile.value);
          out.end(at);
        }
        writeTime(out, 4, one.createdSeconds);
        out.end(data);
      }
      default -> {
        int data = out.begin(7);
        out.varint(1, one.count).float64(2, one.value);
        for (Bucket bucket : one.buckets) {
          int at = out.begin(3);
          out.varint(1, (long) bucket.value).float64(2, bucket.bound);
          if (bucket.exemplar != null) writeExemplar(out, 3, bucket.exemplar);
          out.end(at);
        }
        writeTime(out, 15, one.createdSeconds);
        out.end(data);
      }
    }
  }

  static void writeLabels(ProtoWriter out, Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          int pair = out.begin(1);
          out.string(1, key).string(2, value);
          out.end(pair);
        });
  }

  static void writeExemplar(ProtoWriter out, int field, Exemplar exemplar) {
    int at = out.begin(field);
    writeLabels(out, exemplar.labels);
    out.float64(2, exemplar.value);
    writeTime(out, 3, exemplar.seconds);
    out.end(at);
  }

  static void writeTime(ProtoWriter out, int field, @Nullable Long seconds) {
    if (seconds == null) return;
    int at = out.begin(field);
    out.varint(1, seconds);
    out.end(at);
  }
}
