package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Remote write 1.0: a series has its labels with it, encoded once and copied.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">the specification</a>
 */
final class WireV1 extends Wire {
  private static final int LABEL = 1;
  private static final int LABEL_NAME = 1;
  private static final int LABEL_VALUE = 2;

  WireV1() {
    super(1, 3, 4);
  }

  @Override
  boolean isV2() {
    return false;
  }

  @Override
  Series series(LabelSet labels, boolean histograms) {
    var out = new ProtoWriter(labels.sizeInBytes());
    labels.forEach(
        (name, value) ->
            label(
                name.getBytes(StandardCharsets.UTF_8),
                value.array(),
                value.offset(),
                value.end(),
                out));
    byte[] encoded = out.toByteArray();
    return new Series(
        encoded, Series.NO_SYMBOLS, histograms, ByteSlice.hash(encoded, 0, encoded.length));
  }

  @Override
  void forget(Series series) {}

  @Override
  void describe(MetricNode metric, byte[] array, int helpFrom, int helpTo, Gathered metadata) {}

  @Override
  void forget(MetricNode metric) {}

  @Override
  @Nullable Description targetInfo() {
    return null;
  }

  @Override
  long bytes() {
    return 0;
  }

  @Override
  void begin(long request) {}

  @Override
  void trim() {}

  @Override
  int open(Series series) {
    return series.labels.length;
  }

  @Override
  int writeLabels(Series series, byte[] out, int at) {
    System.arraycopy(series.labels, 0, out, at, series.labels.length);
    return at + series.labels.length;
  }

  @Override
  int writeEnd(Series series, byte[] out, int at) {
    return at;
  }

  @Override
  long headBytes() {
    return 0;
  }

  @Override
  int writeHead(byte[] out, int at) {
    return at;
  }

  @Override
  int beginLabels(ProtoWriter out) {
    return out.size();
  }

  @Override
  void label(byte[] name, byte[] value, int from, int to, ProtoWriter out) {
    int label = out.begin(LABEL);
    out.bytes(LABEL_NAME, name).bytes(LABEL_VALUE, value, from, to - from);
    out.end(label);
  }

  @Override
  void endLabels(int start, ProtoWriter out) {}
}
