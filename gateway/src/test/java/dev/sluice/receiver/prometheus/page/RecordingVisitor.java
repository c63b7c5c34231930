package dev.sluice.receiver.prometheus.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies what a parser tells into values that tests can compare. */
final class RecordingVisitor implements PageVisitor {

  record Entry(String kind, String name, String text) {}

  record Exemplar(Map<String, String> labels, double value, @Nullable Long timestampMillis) {}

  record Sample(
      String name,
      Map<String, String> labels,
      double value,
      @Nullable Long timestampMillis,
      @Nullable Exemplar exemplar) {}

  final List<Entry> metadata = new ArrayList<>();
  final List<Sample> samples = new ArrayList<>();

  /** The counts of each native histogram, whose sums stand among the samples. */
  final List<List<Long>> histograms = new ArrayList<>();

  final List<String> series = new ArrayList<>();

  static RecordingVisitor read(PageFormat format, String page) throws PageException {
    return read(format, page.getBytes(StandardCharsets.UTF_8));
  }

  static RecordingVisitor read(PageFormat format, byte[] page) throws PageException {
    return read(format, new ByteArrayInputStream(page));
  }

  static RecordingVisitor read(PageFormat format, InputStream page) throws PageException {
    var visitor = new RecordingVisitor();
    try {
      new PageParser().parse(page, format, visitor);
    } catch (IOException fault) {
      throw new AssertionError(fault);
    }
    return visitor;
  }

  @Override
  public void type(MetadataLine line) {
    metadata.add(new Entry("TYPE", line.name(), line.type().word()));
  }

  @Override
  public void help(MetadataLine line) {
    metadata.add(new Entry("HELP", line.name(), line.text()));
  }

  @Override
  public void unit(MetadataLine line) {
    metadata.add(new Entry("UNIT", line.name(), line.text()));
  }

  @Override
  public void sample(SampleLine line) {
    series.add(
        new String(
            line.array(),
            line.seriesFrom(),
            line.seriesTo() - line.seriesFrom(),
            StandardCharsets.UTF_8));
    samples.add(
        new Sample(
            line.name(),
            map(line.labels()),
            line.value(),
            line.hasTimestamp() ? line.timestampMillis() : null,
            line.hasExemplar() ? exemplar(line.exemplar()) : null));
  }

  @Override
  public void histogram(SampleLine line, NativeHistogram histogram) {
    var buckets = new ArrayList<Long>();
    histogram.negative().forEach(buckets::add);
    histogram.positive().forEach(buckets::add);
    samples.add(
        new Sample(
            line.name(),
            map(line.labels()),
            histogram.sum(),
            line.hasTimestamp() ? line.timestampMillis() : null,
            null));
    histograms.add(buckets);
  }

  private static Exemplar exemplar(ExemplarRanges ranges) {
    return new Exemplar(
        map(ranges.labels()),
        ranges.value(),
        ranges.hasTimestamp() ? ranges.timestampMillis() : null);
  }

  private static Map<String, String> map(LabelRanges labels) {
    var map = new TreeMap<String, String>();
    for (int i = 0; i < labels.count(); i++) map.put(labels.name(i), labels.value(i));
    return map;
  }
}
