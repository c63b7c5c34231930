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
            line.hasExemplar() ? exemplar(line) : null));
  }

  private static Exemplar exemplar(SampleLine line) {
    return new Exemplar(
        map(line.exemplarLabels()),
        line.exemplarValue(),
        line.exemplarHasTimestamp() ? line.exemplarTimestampMillis() : null);
  }

  private static Map<String, String> map(LabelRanges labels) {
    var map = new TreeMap<String, String>();
    for (int i = 0; i < labels.count(); i++) map.put(labels.name(i), labels.value(i));
    return map;
  }
}
